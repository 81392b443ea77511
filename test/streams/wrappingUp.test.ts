/** The wrap-up time of members. */
import * as O from 'fp-ts/lib/Option.js'
import { map } from 'rxjs'
import { suite } from 'uvu'
import { type Queue, type QueueMember, type WrappingUp, wrappingUp } from '../../src/index.js'
import { marbles } from '../../src/testing/index.js'

const ANNA = 'PJSIP/2222'

const test = suite('wrappingUp')

const member = (about: Partial<QueueMember>): QueueMember => ({
  interface: ANNA,
  stateInterface: ANNA,
  name: 'Anna',
  state: 'NOT_INUSE',
  paused: O.none,
  penalty: 0,
  inCall: false,
  inCallSince: O.none,
  talking: false,
  ringing: false,
  callsTaken: 0,
  lastCall: O.none,
  dynamic: false,
  ringInUse: O.none,
  ...about,
})

const queueOf = (members: readonly QueueMember[]): Queue => ({
  name: 'support',
  strategy: 'ringall',
  max: 0,
  weight: 0,
  callers: [],
  members,
  completed: 0,
  abandoned: 0,
  holdTime: 0,
  talkTime: 0,
  serviceLevel: 0,
  serviceLevelPerf: 0,
  serviceLevelPerf2: 0,
})

/** Short names of members who wrap up. */
const wrapping = map((all: readonly WrappingUp[]) => all.map(({ member: { name } }) => name).join(' '))

test(
  'a member wraps up for so long after a call, and no longer when the next call comes',
  marbles(({ hot, expectObservable }) => {
    const called = member({ inCall: true })
    const done = (at: number) => member({ lastCall: O.some(at) })
    const queues = {
      q: queueOf([member({})]),
      c: O.some(queueOf([called])),
      d: O.some(queueOf([done(4)])),
      // a second queue value in between changes nothing
      e: O.some(queueOf([done(4)])),
      f: queueOf([done(16)]),
      n: O.none,
    }
    const queue$ = hot<Queue | O.Option<Queue>>('q-c-d-----------f-c-n|', queues)
    const expected = '                       a---b----c------b-c--|'
    expectObservable(queue$.pipe(wrappingUp(5), wrapping)).toBe(expected, { a: '', b: 'Anna', c: '' })
  }),
)

test.run()
