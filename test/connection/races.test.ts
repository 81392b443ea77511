/** Races at the edge of a state: every act inside the emission of every status, for every option value at its edge. */
import { Observable } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Asterisk, ConnectOptions, Status, Transport, Wire } from '../../src/index.js'
import { client, noted, peer, said, story, tags } from '../support/peer.js'

const STATES = ['Idle', 'Connecting', 'Authenticating', 'Ready', 'Waiting'] as const

interface Scene {
  readonly asterisk: Asterisk
  /** Ends the subscription that keeps the link open. */
  readonly leave: () => void
}

const ACTS: Readonly<Record<string, (scene: Scene) => void>> = {
  leaves: ({ leave }) => {
    leave()
  },
  closes: ({ asterisk }) => void asterisk.close(),
  'leaves and closes': ({ asterisk, leave }) => {
    leave()
    void asterisk.close()
  },
  'leaves and comes back': ({ asterisk, leave }) => {
    leave()
    noted(asterisk.event$)
  },
  'subscribes once more': ({ asterisk }) => {
    noted(asterisk.device('2222'))
  },
  'sends an action': ({ asterisk }) => {
    noted(asterisk.dbRead('dnd/office'))
  },
  'sends an action and withdraws it': ({ asterisk }) => {
    noted(asterisk.dbRead('dnd/office')).stop()
  },
  'asks for the status': ({ asterisk }) => {
    asterisk.status()
  },
}

const EDGES: readonly Partial<ConnectOptions>[] = [
  { linger: 0 },
  { linger: 1000 },
  { linger: 0, auth: 'plain' },
  { linger: 0, backoff: { min: 1, max: 1 } },
]

const test = suite('races at the edge of a state')

for (const state of STATES) {
  for (const [act, run] of Object.entries(ACTS)) {
    for (const options of EDGES) {
      test(`a subscriber that ${act} when the status becomes ${state}, with ${JSON.stringify(options)}`, async () => {
        const server = peer()
        let closing = Promise.resolve()
        story((at) => {
          const asterisk = client(server.transport, { backoff: { min: 100, max: 100 }, timeout: 1500, ...options })
          let done = false
          let holder = { stop: (): void => undefined }
          asterisk.status$.subscribe(({ _tag }) => {
            if (_tag !== state || done) return
            done = true
            run({
              asterisk,
              leave: () => {
                holder.stop()
              },
            })
          })
          const other = noted(asterisk.status$)
          holder = noted(asterisk.event$)
          const faults = noted(asterisk.fault$)
          // the link breaks once, for the sake of Waiting
          at(300, () => server.links.at(-1)?.end())
          at(3000, () => {
            const seen = said(other).filter(
              (each): each is Status => typeof each === 'object' && each !== null && '_tag' in each,
            )
            assert.is(seen.at(-1)?._tag, asterisk.status()._tag, 'every subscriber sees the newest status last')
            assert.equal(tags(faults), [])
            assert.is(asterisk.metrics().pending, 0)
          })
          at(4000, () => {
            closing = asterisk.close()
          })
          at(6000, () => {
            assert.is(tags(other).at(-1), 'Closed')
            for (const link of server.links) assert.is(link.closedAt === undefined, false, 'no link stays open')
          })
        })
        await closing
        for (const { heard } of server.links) {
          const actions = heard.map(({ action }) => action)
          assert.ok(actions.indexOf('Logoff') === -1 || actions.indexOf('Logoff') === actions.length - 1)
        }
      })
    }
  }
}

/** A wire as JavaScript might give it: without bytes. */
const withoutBytes: unknown = {}
const isTakenForWire = (u: unknown): u is Wire => typeof u === 'object'

/** Foreign transports that throw, or emit at once, at each step. */
const boom = (): never => {
  throw new Error('foreign')
}
const FOREIGN: Readonly<Record<string, Transport['open']>> = {
  'throws when it is opened': boom,
  'throws when it is subscribed': () => new Observable(boom),
  'fails at once': () =>
    new Observable((subscriber) => {
      subscriber.error(new Error('foreign'))
    }),
  'ends at once': () =>
    new Observable((subscriber) => {
      subscriber.complete()
    }),
  'gives a wire without bytes': () =>
    new Observable((subscriber) => {
      if (isTakenForWire(withoutBytes)) subscriber.next(withoutBytes)
    }),
  'gives a wire whose bytes throw': () =>
    new Observable((subscriber) => {
      subscriber.next({ byte$: new Observable(boom), send: () => undefined })
    }),
  'gives a wire that ends at once': () =>
    new Observable((subscriber) => {
      subscriber.next({
        byte$: new Observable((bytes) => {
          bytes.complete()
        }),
        send: () => undefined,
      })
    }),
  'gives two wires': () =>
    new Observable((subscriber) => {
      subscriber.next({ byte$: new Observable(), send: () => undefined })
      subscriber.next({ byte$: new Observable(), send: () => undefined })
    }),
}

for (const [what, open] of Object.entries(FOREIGN)) {
  test(`a foreign transport that ${what}: close() always ends`, async () => {
    let closing = Promise.resolve()
    story((at) => {
      const asterisk = client({ peer: 'foreign', open }, { timeout: 200, backoff: { min: 100, max: 100 } })
      noted(asterisk.event$)
      at(1000, () => {
        closing = asterisk.close()
      })
    })
    await closing
  })
}

test.run()
