/** The work of `mqtt`: runs a bridge until it is stopped. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { filter, ignoreElements, map, merge, type Observable, Subscription, take, takeUntil, tap, timer } from 'rxjs'
import { type Asterisk, connect, type Status } from '../../index.js'
import {
  type BridgeStatus,
  type BrokerState,
  type MqttBridge,
  mqttBridge,
  mqttBroker,
  showBridgeFault,
} from '../../mqtt/index.js'
import type { Values } from '../command.js'
import type { CONNECTION } from '../connection.js'
import { EXIT, type Exit } from '../exit.js'
import { complainOf } from './brokerOptions.js'
import { complain, outputLine, printer } from '../output.js'
import { type Readiness, readiness } from '../readiness.js'
import type { Terminal } from '../terminal.js'
import { stamped } from '../clock.js'
import { exitOfWork, withoutOutput } from '../withAsterisk.js'
import { statusWords } from '../words.js'
import { checkBridge } from './check.js'
import { forgetServer } from './forget.js'
import { exitOfFault, type MqttOptions } from './options.js'
import { type MqttPlan, planOf } from './settings.js'
import { brokerWords } from './words.js'

const isUp = ({ broker, asterisk }: BridgeStatus): boolean => broker._tag === 'Online' && asterisk === 'online'

/** The end of a bridge by itself, with its exit code. */
const ends = (bridge: MqttBridge, asterisk: Asterisk): Observable<Exit> => {
  const isRefused = (status: Status): boolean => status._tag === 'Closed' && O.isSome(status.failure)
  return merge(
    bridge.status$.pipe(
      map(({ broker }) => (broker._tag === 'Ended' && O.isSome(broker.fault) ? [exitOfFault(broker.fault.value)] : [])),
      filter((exits) => exits.length > 0),
      map(([exit = EXIT.failed]) => exit),
    ),
    asterisk.status$.pipe(
      filter(isRefused),
      map((): Exit => EXIT.noLink),
    ),
  ).pipe(take(1))
}

/** Emits when not both links were up in time, and names the one that is not. */
const late = ({ status$ }: MqttBridge, wait: number, err: Terminal['err']): Observable<Exit> => {
  let newest: BridgeStatus | undefined
  const watched$ = status$.pipe(
    tap((status) => {
      newest = status
    }),
  )
  return merge(
    watched$.pipe(ignoreElements()),
    timer(wait * 1000).pipe(
      map((): Exit => {
        err(
          `not both links were up within ${wait} s: ${newest?.broker._tag === 'Online' ? 'Asterisk' : 'the broker'} is missing`,
        )
        return EXIT.noLink
      }),
    ),
  ).pipe(takeUntil(status$.pipe(filter(isUp))))
}

/** Reports on stderr: the links, and every fault. */
const reported = (
  bridge: MqttBridge,
  { asterisk, peer }: { readonly asterisk: Asterisk; readonly peer: string },
  { err }: Terminal,
  quiet: boolean,
): Subscription => {
  const reporting = new Subscription()
  const note = (line: string | undefined): void => {
    if (line !== undefined && !quiet) err(line)
  }
  reporting.add(
    asterisk.status$.subscribe((status) =>
      note(status._tag === 'Idle' || status._tag === 'Closed' ? undefined : statusWords(status)),
    ),
  )
  reporting.add(bridge.fault$.subscribe((fault) => err(showBridgeFault(fault))))
  let before: BrokerState | undefined
  reporting.add(
    bridge.status$.subscribe(({ broker }) => {
      if (broker !== before) note(brokerWords(broker, peer))
      before = broker
    }),
  )
  return reporting
}

const READY = outputLine('ready: both links are up', { type: 'ready' })

/** Runs a bridge until it is stopped, or ends by itself. */
const bridged = async (
  { broker: address, settings, asterisk: login }: MqttPlan,
  { wait, json, quiet }: MqttOptions,
  terminal: Terminal,
  supervisor: Readiness,
): Promise<Exit> => {
  const asterisk = connect({ ...login, linger: 0 })
  const broker = mqttBroker(address)
  const bridge = mqttBridge(asterisk, broker, settings)
  const print = printer(terminal, json)
  // a signal must not end the process before `offline` is told
  const stopping = terminal.stop$.subscribe()
  const reporting = reported(bridge, { asterisk, peer: broker.peer }, terminal, quiet)
  let wasUp = false
  const ready$ = bridge.status$.pipe(
    map(isUp),
    tap((isNow) => {
      supervisor.update(isNow)
      if (isNow && !wasUp) print(stamped(READY))
      wasUp = isNow
    }),
    ignoreElements(),
  )
  let ended: Exit | undefined
  const work$ = merge(
    ready$,
    ends(bridge, asterisk),
    ...(wait === undefined ? [] : [late(bridge, wait, terminal.err)]),
  ).pipe(
    take(1),
    tap((exit) => {
      ended = exit
    }),
  )
  bridge.start()
  const exit = await exitOfWork(withoutOutput(terminal, 'the bridge'), true, work$)
  supervisor.stopping()
  await bridge.close()
  await asterisk.close()
  reporting.unsubscribe()
  stopping.unsubscribe()
  return ended ?? exit
}

/** Runs the command. */
export const serveMqtt = async (
  options: MqttOptions,
  common: Values<typeof CONNECTION>,
  terminal: Terminal,
): Promise<Exit> => {
  if (options.forget) return forgetServer(options, terminal)
  const plan = await planOf(options, common, terminal.env)
  if (E.isLeft(plan)) {
    complainOf(plan.left, terminal)
    return options.check && plan.left.isFile ? EXIT.failed : EXIT.usage
  }
  if (options.check) return checkBridge(plan.right, options, terminal)
  const supervisor = readiness(terminal, options.readyFile)
  if (E.isLeft(supervisor)) {
    complain(terminal, supervisor.left)
    return EXIT.usage
  }
  return bridged(plan.right, options, terminal, supervisor.right)
}
