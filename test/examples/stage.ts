/** Runs an example in virtual time: a simulated Asterisk, a connection to it, and what happens when. */
import { asyncScheduler, type Subscription, timer } from 'rxjs'
import { type Asterisk, connect, type Failure } from '../../src/index.js'
import { dial, hangup, marbles, simulate, type SimulateOptions, type Simulation } from '../../src/testing/index.js'

/** An effect of an example and its time, in virtual milliseconds since the start. */
type Effect = readonly [at: number, what: unknown]

export interface Stage {
  readonly asterisk: Asterisk
  readonly pbx: Simulation
  /** Does something so many milliseconds after the start. */
  readonly at: (ms: number, act: () => void) => void
  /** Writes an effect down. */
  readonly did: (what: unknown) => void
}

export interface Played {
  readonly effects: readonly Effect[]
  readonly faults: readonly Failure[]
}

const RING_TIME = 20_000

/** Phones 200, 2222 and the door 30; 240 of context `door` is the way to the door. */
const HOUSE: SimulateOptions = {
  endpoints: {
    'PJSIP/200': { _tag: 'Rings' },
    'PJSIP/2222': { _tag: 'Rings' },
    'PJSIP/30': { _tag: 'Answers', after: 100 },
  },
  contexts: {
    internal: (exten) => [
      dial(
        exten.split('&').map((name) => `PJSIP/${name}`),
        RING_TIME,
      ),
      hangup(),
    ],
    door: (exten) => (exten === '240' ? [dial(['PJSIP/30'], RING_TIME), hangup()] : undefined),
  },
}

/** Plays `minutes` (1) of an example, then unsubscribes from it. */
export const play = (options: SimulateOptions, example: (stage: Stage) => Subscription, minutes = 1): Played => {
  const effects: Effect[] = []
  const faults: Failure[] = []
  marbles(() => {
    const began = asyncScheduler.now()
    const pbx = simulate({ ...HOUSE, ...options })
    const asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport })
    asterisk.fault$.subscribe((failure) => faults.push(failure))
    const running = example({
      asterisk,
      pbx,
      at: (ms, act) => void timer(ms).subscribe(act),
      did: (what) => effects.push([asyncScheduler.now() - began, what]),
    })
    timer(minutes * 60_000).subscribe(() => {
      running.unsubscribe()
    })
  })()
  return { effects, faults }
}

/** The effects without their times. */
export const whatOf = ({ effects }: Played): readonly unknown[] => effects.map(([, what]) => what)
