/**
 * A link that is cut at every byte of a call, in both directions, and at random moments: no phone rings without an owner, none twice, and the
 * outcome is true. `RX_ASTERISK_CUTS=all` cuts at each byte.
 */
import type { Observable } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Asterisk, type Call, connect, type Failure, failureOf } from '../../src/index.js'
import { answer, hangup, type PhoneBehaviour, simulate, type Simulation, wait } from '../../src/testing/index.js'
import { network, type Network, type Side } from './lossy.js'
import { virtually } from './virtual.js'

const RING = 3000
/** The end of a trial, and the pause between two looks at the phones, in milliseconds. */
const OVER = 9000
const LOOK = 20
const PHONES = ['PJSIP/200', 'PJSIP/300', 'PJSIP/2222'] as const

interface Trial {
  readonly call: (asterisk: Asterisk) => Observable<Call>
  readonly phones: Readonly<Record<string, PhoneBehaviour>>
  readonly cut: (net: Network, at: (ms: number, effect: () => void) => void) => void
  readonly seed?: number
  /** The subscriber leaves after so many milliseconds. */
  readonly leave?: number
}

interface Judged {
  readonly wrong: readonly string[]
  readonly outcome: Call | Failure | undefined
  readonly passed: Readonly<Record<Side, number>>
}

const isFailure = (outcome: Call | Failure | undefined): outcome is Failure =>
  outcome !== undefined && '_tag' in outcome

/** The differences between the outcome and what the phones have seen. */
const judgement = (
  pbx: Simulation,
  up: ReadonlySet<string>,
  outcome: Call | Failure | undefined,
  left: boolean,
): readonly string[] => {
  const placed = pbx.actions().filter(({ action }) => action === 'Originate')
  const header = (index: number, name: string): string =>
    placed[index]?.headers.find(([given]) => given === name)?.[1] ?? ''
  const sources = placed.map((_, index) => header(index, 'Channel'))
  const ids = placed.map((_, index) => header(index, 'ChannelId'))
  const owned = outcome !== undefined && !isFailure(outcome) ? outcome.uniqueid : ''
  const unknown = isFailure(outcome) && outcome._tag === 'FateUnknown'
  const orphans = pbx.channels().filter(({ uniqueid }) => ids.includes(uniqueid) && uniqueid !== owned)
  const answered = ids.filter((id) => up.has(id))
  return [
    ...(new Set(sources).size === sources.length ? [] : [`placed twice: ${sources.join()}`]),
    ...(unknown ? [] : orphans.map(({ name }) => `${name} has no owner`)),
    ...(owned === '' || up.has(owned) ? [] : ['the value was never answered']),
    ...(isFailure(outcome) && outcome._tag === 'CallFailed' && answered.length > 0
      ? ['it failed, and was answered']
      : []),
    ...(outcome === undefined && !left ? ['it never settled'] : []),
  ]
}

const judge = async ({ call, phones, cut, seed = 1, leave }: Trial): Promise<Judged> => {
  let judged: Judged = { wrong: ['nothing was judged'], outcome: undefined, passed: { said: 0, heard: 0 } }
  await virtually(seed, ({ at, unhandled }) => {
    const pbx = simulate({
      endpoints: phones,
      contexts: { door: (exten) => (exten === '240' ? [answer(), wait(60_000), hangup()] : undefined) },
    })
    const net = network(pbx.transport)
    const backoff = { min: 50, max: 400 }
    const asterisk = connect({ username: 'admin', password: 'secret', transport: net.transport, backoff })
    const up = new Set<string>()
    let outcome: Call | Failure | undefined
    let settled = 0
    const running = call(asterisk).subscribe({
      next: (value) => {
        outcome = value
        settled += 1
      },
      error: (error: unknown) => {
        outcome = failureOf(error)
        settled += 1
      },
    })
    cut(net, at)
    if (leave !== undefined)
      at(leave, () => {
        running.unsubscribe()
      })
    const look = (): void => {
      for (const { uniqueid, state } of pbx.channels()) if (state === 'Up') up.add(uniqueid)
    }
    const watch = (ms: number): void => {
      look()
      if (ms < OVER)
        at(LOOK, () => {
          watch(ms + LOOK)
        })
    }
    watch(0)
    at(OVER, () => {
      const passed = { said: net.passed('said'), heard: net.passed('heard') }
      const many = settled > 1 ? ['it settled twice'] : []
      const loud = unhandled.map((error) => `unhandled: ${String(error)}`)
      const wrong = [...judgement(pbx, up, outcome, leave !== undefined), ...many, ...loud]
      judged = { wrong, outcome, passed }
      running.unsubscribe()
      void asterisk.close()
      pbx.faults.kill()
    })
  })
  return judged
}

const ONE = {
  call: ({ call }: Asterisk) => call('PJSIP/200', '240', 'door', { timeout: RING }),
  phones: { 'PJSIP/200': { _tag: 'Answers', after: 700 } },
} as const
const FIRST = {
  call: ({ callFirst }: Asterisk) => callFirst([...PHONES], '240', 'door', { timeout: RING }),
  phones: {
    'PJSIP/200': { _tag: 'Answers', after: 900 },
    'PJSIP/300': { _tag: 'Answers', after: 600 },
    'PJSIP/2222': { _tag: 'Rings' },
  },
} as const
const NEVER = { ...ONE, phones: { 'PJSIP/200': { _tag: 'Rings' } } } as const

const STEP = process.env['RX_ASTERISK_CUTS'] === 'all' ? 1 : 97
const nothing = (): void => undefined
const test = suite('calls and cuts')

for (const [name, trial] of [
  ['a call', ONE],
  ['a call that nobody answers', NEVER],
  ['callFirst', FIRST],
  ['a call that is left', { ...ONE, leave: 400 }],
  ['callFirst that is left', { ...FIRST, leave: 400 }],
] as const)
  for (const side of ['said', 'heard'] as const)
    test(`${name}, cut at bytes that Asterisk ${side === 'said' ? 'says' : 'hears'}`, async () => {
      const calm = await judge({ ...trial, cut: nothing })
      assert.equal(calm.wrong, [])
      for (let bytes = 1; bytes < calm.passed[side]; bytes += STEP) {
        const cut = (net: Network): void => {
          net.cutAfter(bytes, side, bytes % 2 === 0 ? 'closed' : 'reset')
        }
        const { wrong } = await judge({ ...trial, cut, seed: bytes })
        assert.equal(wrong, [], `cut after ${bytes} bytes`)
      }
    })

/** `RX_ASTERISK_CUTS=all`: a thousand. */
const MOMENTS = process.env['RX_ASTERISK_CUTS'] === 'all' ? 1000 : 60

for (const [name, trial] of [
  ['a call', ONE],
  ['callFirst', FIRST],
] as const)
  test(`${name}, cut at random moments: its fate is unknown in less than 1 %`, async () => {
    let unknown = 0
    for (let seed = 1; seed <= MOMENTS; seed += 1) {
      // spread evenly over the time in which the phones ring and answer
      const moment = Math.round(20 + ((seed * 0.618034) % 1) * 880)
      const { wrong, outcome } = await judge({
        ...trial,
        seed,
        cut: (net, at) => {
          at(moment, () => {
            net.drop(seed % 2 === 0 ? 'closed' : 'reset')
          })
        },
      })
      assert.equal(wrong, [], `cut at ${moment} ms`)
      if (isFailure(outcome)) {
        assert.is(outcome._tag, 'FateUnknown', `cut at ${moment} ms`)
        unknown += 1
      }
    }
    console.log(`${name}: ${unknown} of ${MOMENTS} of unknown fate`)
    assert.ok(unknown < MOMENTS / 100 + 1)
  })

test.run()
