/** Random fault schedules: what people do, what the program asks, what breaks, each at a random time. */
import * as fc from 'fast-check'
import type { PhoneBehaviour } from '../../src/testing/index.js'
import { BOX, PHONES, type Trial } from './trial.js'

/** One step: `n` and `m` choose among what it can be done to. */
export interface Step {
  readonly at: number
  readonly what: keyof typeof STEPS
  readonly n: number
  readonly m: number
}

type Doing = (trial: Trial, n: number, m: number, serial: number) => void

const of = <A>(from: readonly [A, ...A[]], n: number): A => from[n % from.length] ?? from[0]

const MANNERS: readonly [PhoneBehaviour, ...PhoneBehaviour[]] = [
  { _tag: 'Answers', after: 100, talk: 1500 },
  { _tag: 'Answers', after: 0 },
  { _tag: 'Rings' },
  { _tag: 'Busy' },
  { _tag: 'Rejects' },
  { _tag: 'Unregistered' },
]
const EXTENSIONS = ['100', '101', '104', 'all', 'local', '2222', '200', '30', 'nobody'] as const
const SOURCES = [...PHONES, 'Local/101@internal', 'SIP/none'] as const

/** All end with a blank line: what garbage swallows beyond it, no client could know of. */
const GARBAGE = [
  '\r\n\r\n',
  'no colon\r\n\r\n',
  '\r\n\r\n\r\n\r\n',
  'Response: Success\r\nMessage: to nobody\r\n\r\n',
  'Response: Success\r\nActionID: guess-1\r\nEventList: start\r\n\r\n',
  'Event: Hangup\r\nUniqueid: 0.0\r\nChannel: PJSIP/2222-ffffffff\r\n\r\n',
  'Event: OriginateResponse\r\nActionID: other-1\r\nResponse: Failure\r\nReason: 5\r\n\r\n',
  'Event: StatusComplete\r\nActionID: other-2-snapshot\r\nEventList: Complete\r\n\r\n',
  `Event: Newchannel\r\n${'X: y\r\n'.repeat(50)}\r\n`,
  '\0\xff\xfe: \x01\r\n\r\n',
] as const
const BANNERS = ['SSH-2.0-OpenSSH_9.2\r\n', '', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'Asterisk Call Manager/'] as const
const REFUSALS = ['Login Already In Use', 'Asterisk is shutting down'] as const
const MUTED = ['Status', 'Originate', 'Ping', 'DBPut', 'MailboxCount', 'Hangup', 'Login', 'Challenge'] as const

const people = {
  dial: ({ pbx }, n, m) => void pbx.dial(of(PHONES, n), of(EXTENSIONS, m)),
  hangUp: ({ pbx }, n) => {
    pbx.hangup(of(PHONES, n))
  },
  manner: ({ pbx }, n, m) => {
    pbx.phone(of(PHONES, n), of(MANNERS, m))
  },
  hold: ({ pbx }, n) => {
    pbx.hold(of(PHONES, n))
  },
  unhold: ({ pbx }, n) => {
    pbx.unhold(of(PHONES, n))
  },
  transfer: ({ pbx }, n, m) => {
    pbx.transfer(of(PHONES, n), of(EXTENSIONS, m))
  },
  fill: ({ fill }, n, m) => {
    fill(n, m)
  },
  say: ({ pbx }, n) => {
    pbx.userEvent('Door', { Value: String(n) })
  },
} satisfies Record<string, Doing>

const program = {
  call: ({ asterisk, ask }, n, m, serial) => {
    const options = { account: `call${serial}`, timeout: 500 + 300 * m }
    ask('call', asterisk.call(of(SOURCES, n), of(EXTENSIONS, m), 'internal', options), `call${serial}`)
  },
  cancelledCall: ({ asterisk, ask, leave, at }, n, m, serial) => {
    const options = { account: `call${serial}`, timeout: 5000 }
    const call$ = asterisk.call(of(SOURCES, n), '100', 'internal', options)
    const asked = ask('call', call$, `call${serial}`)
    at(10 * m, () => {
      leave(asked)
    })
  },
  write: ({ asterisk, ask }, n, _m, serial) =>
    void ask('dbWrite', asterisk.dbWrite(`write${serial}/x`, n), `write${serial}`),
  read: ({ asterisk, ask }, _n, _m, serial) => void ask('dbRead', asterisk.dbRead(`read${serial}/x`), `read${serial}`),
  hangupDevice: ({ asterisk, ask }, n) => void ask('hangup', asterisk.hangup(of(PHONES, n))),
  tell: ({ asterisk, ask }, _n, _m, serial) =>
    void ask('userEvent', asterisk.sendUserEvent('Echo', { Serial: `event${serial}` }), `event${serial}`),
  count: ({ asterisk, ask }) => void ask('mailboxCount', asterisk.mailboxCount(BOX)),
  queues: ({ asterisk, ask }, _n, _m, serial) =>
    void ask('list', asterisk.list({ Action: 'QueueStatus', Queue: `queue${serial}` }), `queue${serial}`),
  command: ({ asterisk, ask }, _n, _m, serial) =>
    void ask('command', asterisk.command(`database get ${serial} x`), `database get ${serial} x`),
  leave: ({ asked, leave }, n) => {
    const one = asked[n % Math.max(1, asked.length)]
    if (one !== undefined) leave(one)
  },
} satisfies Record<string, Doing>

const faults = {
  drop: ({ pbx }, n) => {
    pbx.faults.drop(of(['closed', 'reset'], n))
  },
  restart: ({ pbx }) => {
    pbx.faults.restart()
  },
  kill: ({ pbx, at }, n) => {
    pbx.faults.kill()
    at(200 * n, pbx.faults.start)
  },
  stall: ({ pbx, at }, n) => {
    pbx.faults.stall()
    at(300 * n, pbx.faults.resume)
  },
  forget: ({ net }) => {
    net.forget()
  },
  refuse: ({ net }, n) => {
    net.refuse(n)
  },
  cut: ({ net }, n, m) => {
    net.cutAfter(100 * n + 7 * m, of(['said', 'heard'], n + m), of(['closed', 'reset'], m))
  },
  cutAtAction: ({ net, pbx }, n, m) => {
    net.before(of(['Login', 'Status', 'Originate', 'Hangup', 'DBPut'], n), () => {
      if (m % 2 === 0) pbx.faults.restart()
      else net.forget()
    })
  },
  split: ({ pbx }, n) => {
    pbx.faults.split(1 + n * n)
  },
  garble: ({ pbx }, n) => {
    pbx.faults.garble(of(GARBAGE, n))
  },
  mute: ({ pbx, at }, n, m) => {
    pbx.faults.mute(of(MUTED, n))
    at(500 * m, () => {
      pbx.faults.mute()
    })
  },
  refuseLogins: ({ pbx, everReady }, n, m) => {
    // before a first Ready that one ends everything, as it should
    const wrong = everReady() && n > 6 ? ['Authentication failed'] : []
    pbx.faults.refuseLogins(...wrong, ...Array.from({ length: m % 4 }, (_, index) => of(REFUSALS, n + index)))
  },
  late: ({ pbx, at }, n, m) => {
    pbx.faults.answerLate(150 * n)
    at(500 * m, () => {
      pbx.faults.answerLate(0)
    })
  },
  banner: ({ pbx, at }, n, m) => {
    pbx.faults.banner(of(BANNERS, n))
    at(300 * m, () => {
      pbx.faults.banner(undefined)
    })
  },
  jump: ({ jump }, n, m) => {
    jump((n % 2 === 0 ? 1 : -1) * 3_600_000 * m)
  },
} satisfies Record<string, Doing>

const STEPS: Readonly<Record<string, Doing>> & typeof people & typeof program & typeof faults = {
  ...people,
  ...program,
  ...faults,
}

/** The time during which a schedule may break things, in milliseconds. */
export const LENGTH = 10_000

/** The time after a schedule until all must be true: the longest call, a list that is requested again, a refused login. */
export const BOUND = 15_000

const step = (names: object, weight: number) => ({
  weight,
  arbitrary: fc.record({
    at: fc.nat(LENGTH - 1),
    what: fc.constantFrom(...Object.keys(names)),
    n: fc.nat(9),
    m: fc.nat(9),
  }),
})

/** Steps in the order of their times; most are calls and actions, a fifth are faults. */
export const schedule: fc.Arbitrary<readonly Step[]> = fc
  .array(fc.oneof(step(people, 4), step(program, 4), step(faults, 2)), { minLength: 5, maxLength: 60, size: 'max' })
  .map((steps) => [...steps].sort((a, b) => a.at - b.at))

export const play =
  (steps: readonly Step[]) =>
  (trial: Trial): void => {
    steps.forEach(({ at, what, n, m }, serial) => {
      trial.at(at, () => {
        STEPS[what]?.(trial, n, m, serial)
      })
    })
  }

/** As one would write it down: `at 1200: drop 0 3`. */
export const written = (steps: readonly Step[]): string =>
  steps.map(({ at, what, n, m }) => `  at ${at} ms: ${what} ${n} ${m}`).join('\n')
