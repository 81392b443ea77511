/** The call log: each device of a call, with the end that it saw. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { callLogOf, Frame } from '../../../src/index.js'
import { answers, between, dialEnds, dials, hangsUp, rings } from '../../support/callFrames.js'
import { callsView } from '../../support/callsView.js'
import { recordedFrames } from '../../support/recordings.js'
import { hangup, listEnds, listStarts, login, newchannel, newstate } from '../../support/wire.js'

const log = suite('the call log')

const [A, B, C] = ['PJSIP/100-1', 'PJSIP/200-2', 'PJSIP/300-3'] as const

const entries = (frames: readonly Frame[]) => {
  const view = callsView()
  view.play(frames)
  return view.ended().flatMap(callLogOf)
}

const short = (frames: readonly Frame[]): readonly string[] =>
  entries(frames).map(({ device, direction, result }) => `${device} ${direction} ${result}`)

const recorded = (name: string) => short(recordedFrames(name))

log('both sides of a call have their entry', () => {
  assert.equal(recorded('call-answered'), ['2222 outgoing answered', '200 incoming answered'])
})

log('a missed call, one that was answered elsewhere, and one that went to voicemail are three things', () => {
  assert.equal(recorded('call-noanswer'), ['2222 outgoing noAnswer', 'noans1 incoming missed'])
  assert.equal(recorded('call-cancelled'), ['2222 outgoing cancelled', 'noans1 incoming missed'])
  assert.equal(recorded('ring-group-3'), [
    ...['200 outgoing answered', 'slow1 incoming answeredElsewhere'],
    ...['301 incoming answered', 'noans1 incoming answeredElsewhere'],
  ])
  assert.equal(recorded('pickup'), [
    ...['2222 outgoing answered', 'noans1 incoming answeredElsewhere', '301 incoming answered'],
  ])
  assert.equal(recorded('voicemail-call'), ['2222 outgoing voicemail', 'noans1 incoming voicemail'])
})

log('a menu before the phone is no voicemail', () => {
  const menu = [newchannel(A, 'Ring'), newstate(A, 'Up'), newchannel(B, 'Down', { linkedid: A }), dials(A, B)]

  assert.equal(short([...menu, dialEnds(A, B, 'NOANSWER'), hangup(B, 0), hangup(A)]), [
    ...['100 outgoing noAnswer', '200 incoming missed'],
  ])
})

log('a caller who leaves a queue unanswered abandoned it', () => {
  assert.equal(recorded('queue-abandoned'), ['302 outgoing abandoned', 'noans1 incoming abandoned'])
})

log('a phone that is busy or rejects says so, also where another one answers', () => {
  const busy = [newchannel(C, 'Down', { linkedid: A }), dials(A, C), dialEnds(A, C, 'BUSY'), hangup(C, 17)]

  assert.equal(short([...rings(A, B), ...busy, ...answers(A, B), ...hangsUp(A, B)]), [
    ...['100 outgoing answered', '200 incoming answered', '300 incoming busy'],
  ])
  assert.equal(recorded('call-unknown'), ['302 outgoing noSuchNumber', '404x incoming noSuchNumber'])
  assert.equal(recorded('call-forwarded'), [
    ...['2222 outgoing answered', 'fwd200 incoming forwarded', '200 incoming answered'],
  ])
})

log('a call that ended during an outage is never missed', () => {
  const away = [login('rz'), ...rings(A, B), login('rz')]
  const lists = [listStarts('rz'), listEnds('rz'), listStarts('rz'), listEnds('rz')]
  const all = entries([...away, ...lists])

  assert.equal(
    all.map(({ device, result, ended }) => [device, result, ended]),
    [
      ['100', 'unknown', O.none],
      ['200', 'unknown', O.none],
    ],
  )
})

log('an entry has ISO times, the other side, the queue and the time of talk', () => {
  const queued = between('QueueCallerJoin', { '': A }, 'Queue: support')
  const timed = ({ text }: Frame, millisecond: number): Frame => {
    const [event = '', ...rest] = text.split('\r\n')
    return new Frame([event, `Timestamp: 1795905352.${String(millisecond).padStart(3, '0')}000`, ...rest].join('\r\n'))
  }
  const [begin, callee, dial, ringing] = rings(A, B)
  if (begin === undefined || callee === undefined || dial === undefined || ringing === undefined) throw new Error()
  const frames = [begin, queued, callee, dial, ringing, ...answers(A, B), ...hangsUp(A, B)]
  const [placed, got] = entries(frames.map(timed))

  assert.equal(placed, {
    call: A,
    device: '100',
    direction: 'outgoing',
    other: { number: O.some('200'), name: O.none },
    called: O.none,
    result: 'answered',
    queue: O.some('support'),
    began: '2026-11-28T22:35:52.000Z',
    answered: O.some('2026-11-28T22:35:52.006Z'),
    ended: O.some('2026-11-28T22:35:52.011Z'),
    talked: 1,
  })
  assert.equal(got?.began, '2026-11-28T22:35:52.003Z')
  assert.equal(got?.other, { number: O.none, name: O.none })
})

log.run()
