/** The metrics of a gateway in the text format of Prometheus. */
import * as O from 'fp-ts/lib/Option.js'
import type { Gateway, GatewayMetrics } from './gatewayOptions.js'

interface Metric {
  readonly name: string
  readonly type: 'gauge' | 'counter'
  readonly help: string
  /** Undefined: not known, and left out. */
  readonly value: number | undefined
}

const gauge = (name: string, help: string, value: number | boolean | undefined): Metric => ({
  name: `rx_asterisk_${name}`,
  type: 'gauge',
  help,
  value: value === undefined ? undefined : Number(value),
})

const counter = (name: string, help: string, value: number): Metric => ({
  name: `rx_asterisk_${name}_total`,
  type: 'counter',
  help,
  value,
})

const metricsOf = ({ asterisk, role, ...own }: GatewayMetrics): readonly Metric[] => [
  gauge('link_up', '1 while the link to Asterisk is ready.', O.isSome(asterisk.readySince)),
  gauge('bus_up', '1 while the bus answers.', own.isBusUp),
  gauge('gateway_leads', '1 for the leader, 0 for a standby.', role._tag === 'Leading'),
  gauge('gateway_fenced', '1 while the log does not show who leads.', role._tag === 'Fenced'),
  gauge('gateway_epoch', 'The epoch of the leader.', role._tag === 'Leading' ? role.epoch : undefined),
  gauge('gateway_unconfirmed', 'Entries that the log has not confirmed.', own.waiting),
  counter('gateway_relayed', 'Frames that were published, or kept ready by a standby.', own.published),
  counter('gateway_gaps', 'Gaps told in the log.', own.gaps),
  counter('gateway_offers', 'Actions that were offered.', own.offers),
  counter('gateway_actions', 'Offers that were taken: actions that were sent.', own.actions),
  counter('gateway_declined', 'Offers that were taken too late: actions that were not sent.', own.declined),
  counter('frames', 'Frames from Asterisk.', asterisk.frames),
  counter('reconnects', 'Links after the first one.', asterisk.reconnects),
  counter('faults', 'Failures that ended nothing.', asterisk.faults),
]

/**
 * The metrics of a gateway in the text format of Prometheus, with its server and its name as labels.
 *
 * @example
 * import { createServer } from 'node:http'
 * import { bus, gateway, metricsText } from 'rx-asterisk/nats'
 *
 * const gate = gateway(bus(), { server: 'berlin', asterisk: { username: 'admin', password: 'secret' } })
 * createServer((_request, response) => response.end(metricsText('berlin', gate))).listen(9090, '127.0.0.1')
 */
export const metricsText = (server: string, { name, metrics }: Pick<Gateway, 'name' | 'metrics'>): string => {
  // both names are letters, digits, _ and -
  const labels = `{server="${server}",gateway="${name}"}`
  return metricsOf(metrics())
    .flatMap(({ name: metric, type, help, value }) =>
      value === undefined ? [] : [`# HELP ${metric} ${help}\n# TYPE ${metric} ${type}\n${metric}${labels} ${value}\n`],
    )
    .join('')
}
