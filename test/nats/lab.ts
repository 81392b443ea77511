/** A laboratory: real NATS servers, simulated Asterisks, gateways and fleets that end together. */
import { filter, firstValueFrom, type Observable, take, timeout, toArray } from 'rxjs'
import {
  bus,
  type Bus,
  type BusState,
  type Entry,
  type Fleet,
  fleet,
  type Gateway,
  gateway,
  type GatewayOptions,
} from '../../src/nats/index.js'
import { answer, dial, simulate, type Simulation, wait } from '../../src/testing/index.js'
import { natsMissing, type NatsServers, natsServers } from '../support/natsServer.js'

const missing = await natsMissing()

// with CI=true real servers must be there
if (missing !== undefined) {
  if (process.env['CI'] === 'true' && process.env['RX_ASTERISK_REAL'] !== 'no') throw new Error(missing)
  console.log(`not run: the tests on a real NATS server: ${missing}`)
}

/** An open link to a bus. */
export const isUp = (state: BusState): state is Extract<BusState, { readonly _tag: 'Up' }> => state._tag === 'Up'

/** All entries of a log. */
export const entriesOf = async (bus: Bus, server: string): Promise<readonly Entry[]> => {
  // the link would be closed while it is read, if nothing used it
  const use = bus.state$.subscribe({ error: console.error })
  try {
    const { link } = await firstValueFrom(bus.state$.pipe(filter(isUp)))
    const log = link.log(server)
    const { last } = await first(log.tail())
    return await firstValueFrom(log.read(1).pipe(take(last), toArray()))
  } finally {
    use.unsubscribe()
  }
}

export interface Lab {
  readonly servers: NatsServers
  readonly pbx: (name: string) => Simulation
  readonly gateway: (server: string, more?: Partial<GatewayOptions>) => Gateway & { readonly bus: Bus }
  readonly fleet: () => Fleet & { readonly bus: Bus }
}

const phones = {
  timestampEvents: true,
  endpoints: {
    'PJSIP/2222': { _tag: 'Answers', after: 20, talk: 60_000 },
    'PJSIP/200': { _tag: 'Answers', after: 20, talk: 60_000 },
    'PJSIP/30': { _tag: 'Rings' },
  },
  contexts: { internal: (exten: string) => (exten === '100' ? [answer(), wait(60_000)] : [dial([`PJSIP/${exten}`])]) },
  database: { 'dnd/office': '1' },
  mailboxes: { '2222@default': { old: 3, new: 2, urgent: 0 } },
} as const

/** Runs a test on fresh servers. */
export const withLab =
  (run: (lab: Lab) => Promise<void>, nodes: 1 | 3 = 1): (() => Promise<void>) =>
  async () => {
    if (missing !== undefined) return
    const servers = await natsServers(nodes)
    const ends: (() => Promise<unknown>)[] = []
    const open = (): Bus => {
      const opened = bus({ servers: servers.urls, timeout: 1000 })
      ends.push(() => opened.close())
      return opened
    }
    const all = new Map<string, Simulation>()
    const pbx = (name: string): Simulation => {
      const known = all.get(name) ?? simulate(phones)
      all.set(name, known)
      return known
    }
    const lab: Lab = {
      servers,
      pbx,
      gateway: (server, more) => {
        const own = open()
        const asterisk = { username: 'admin', password: 'secret', transport: pbx(server).transport }
        const gate = gateway(own, { server, lease: 600, asterisk, replicas: nodes, ...more })
        ends.unshift(() => gate.close())
        return { ...gate, bus: own }
      },
      fleet: () => {
        const own = open()
        const made = fleet(own, { linger: 50 })
        ends.unshift(() => made.close())
        return { ...made, bus: own }
      },
    }
    try {
      await run(lab)
    } finally {
      for (const end of ends) await end()
      await Promise.all([...all.values()].map((each) => each.close()))
      await servers.close()
    }
  }

/** The first value that fits. */
export const first = <A>(
  source$: Observable<A>,
  fits: (value: A) => boolean = () => true,
  within = 15_000,
): Promise<A> => firstValueFrom(source$.pipe(filter(fits), timeout(within)))

/** The first values. */
export const several = <A>(source$: Observable<A>, count: number, within = 20_000): Promise<readonly A[]> =>
  firstValueFrom(source$.pipe(take(count), toArray(), timeout(within)))

export const leads = (gate: Gateway, within?: number) => first(gate.role$, ({ _tag }) => _tag === 'Leading', within)
