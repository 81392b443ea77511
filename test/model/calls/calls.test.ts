/** Calls from frames that are written by hand: orders, late events, bounds, refused lists. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frame, type Frame, type LiveCall } from '../../../src/index.js'
import { CallBook } from '../../../src/model/calls/callBook.js'
import { CallState } from '../../../src/model/calls/callState.js'
import { LocalHalves } from '../../../src/model/calls/localHalves.js'
import { answers, between, dialEnds, dials, enters, hangsUp, leaves, rings } from '../../support/callFrames.js'
import { callsView, told, tried } from '../../support/callsView.js'
import {
  and,
  eventOf,
  hangup,
  listEnds,
  listRefused,
  listStarts,
  login,
  newchannel,
  newstate,
} from '../../support/wire.js'

const calls = suite('calls')

const [A, B, C] = ['PJSIP/100-1', 'PJSIP/200-2', 'PJSIP/300-3'] as const

const playing = (...frames: readonly (Frame | readonly Frame[])[]) => {
  const view = callsView()
  view.play(frames.flat())
  return view
}

const outcomes = (all: readonly LiveCall[]) => all.map(({ outcome }) => O.toUndefined(outcome))

calls('a phone may ring before it is dialled', () => {
  const [begin, callee, dial, ringing] = rings(A, B)
  if (begin === undefined || callee === undefined || dial === undefined || ringing === undefined) throw new Error()
  const view = playing(begin, callee, ringing, dial, answers(A, B), hangsUp(A, B))

  assert.equal(view.tags(), ['Began', 'Ringing', 'Answered', 'Ended'])
  assert.equal(view.ended().map(told), ['100 > ?: answered; by 200; talks 100–200'])
})

calls('an agent may be connected before or after the bridge, and the phone answers once', () => {
  const connect = between(
    'AgentConnect',
    { '': A, Dest: B },
    'Queue: support',
    'MemberName: Anna',
    'Interface: PJSIP/200',
  )
  for (const frames of [
    [...rings(A, B), connect, ...answers(A, B)],
    [...rings(A, B), ...answers(A, B), connect],
  ]) {
    const view = playing(frames, hangsUp(A, B))
    assert.equal(view.tags(), ['Began', 'Ringing', 'Answered', 'Ended'])
  }
})

calls('a room is joined before or after its bridge is entered, and joins no calls', () => {
  const joins = (channel: string) => and(eventOf('ConfbridgeJoin', channel), 'Conference: 100', 'BridgeType: base')
  const view = playing(newchannel(A, 'Ring'), newchannel(B, 'Ring'), joins(A), enters(A, 'r', A, 'base'))
  view.play([enters(B, 'r', B, 'base'), joins(B)])

  assert.equal(
    view.calls().map(({ conference, talks }) => [conference, talks]),
    [
      [O.some('100'), []],
      [O.some('100'), []],
    ],
  )
})

calls('a basic bridge joins the calls of its members: the older call goes on, and the younger one is merged', () => {
  const view = playing(newchannel(A, 'Ring'), newchannel(B, 'Ring'), enters(A, 'b'), enters(B, 'b'), hangsUp(A, B))

  assert.equal(
    view.changes.map((change) => [change._tag, change.call.id]),
    [
      ['Began', A],
      ['Began', B],
      ['Merged', B],
      ['Ended', A],
    ],
  )
})

calls('Linkedids that change join calls', () => {
  const view = playing(newchannel(A, 'Ring'), newchannel(B, 'Ring'), newstate(B, 'Up', { linkedid: A }))

  assert.equal(view.tags(), ['Began', 'Began', 'Merged'])
  assert.equal(
    view.calls().map(({ id }) => id),
    [A],
  )
})

calls('events about channels that have ended make no call again', () => {
  const view = playing(rings(A, B), answers(A, B), hangsUp(A, B))
  const before = view.changes.length
  view.play([
    newstate(B, 'Up'),
    dials(A, B),
    dialEnds(A, B, 'ANSWER'),
    leaves(A, 'b'),
    between('AttendedTransfer', { OrigTransferer: A, SecondTransferer: A, Transferee: B }, 'Result: Success'),
    between('ParkedCall', { Parkee: A }, 'Parkinglot: default', 'ParkingSpace: 701'),
    and(eventOf('ConfbridgeJoin', A), 'Conference: 100'),
  ])

  assert.is(view.changes.length, before)
  assert.equal(view.calls(), [])
})

calls('the second end that Queue tells of an attempt changes nothing', () => {
  const view = playing(rings(A, B), dialEnds(A, B, 'NOANSWER'), dialEnds(A, B, 'CANCEL'))

  assert.equal(view.calls().flatMap(tried), ['100 > 200: noAnswer'])
})

calls('the cause of the phone refines an unanswered attempt, and comes after its end', () => {
  const ending = (cause: number) => {
    const view = playing(rings(A, B), dialEnds(A, B, 'NOANSWER'), hangup(B, cause), hangup(A))
    return outcomes(view.ended())[0]
  }

  assert.equal([21, 1, 17, 3, 20, 0, 16].map(ending), [
    ...['rejected', 'noSuchNumber', 'busy', 'unreachable', 'unreachable', 'noAnswer', 'noAnswer'],
  ])
})

calls('the last attempt that was not given up decides, and a call with none is told by its own cause', () => {
  const attempt = (to: string, status: string): readonly Frame[] => [
    newchannel(to, 'Down', { linkedid: A }),
    dials(A, to),
    dialEnds(A, to, status),
    hangup(to, 0),
  ]
  const ending = (...frames: readonly Frame[]) => outcomes(playing(newchannel(A, 'Ring'), frames).ended())[0]

  assert.is(ending(...attempt(B, 'BUSY'), ...attempt(C, 'CANCEL'), hangup(A)), 'busy')
  assert.is(ending(...attempt(B, 'CONGESTION'), ...attempt(C, 'CHANUNAVAIL'), hangup(A)), 'unreachable')
  assert.is(ending(...attempt(B, 'CANCEL'), hangup(A)), 'cancelled')
  assert.is(ending(newstate(A, 'Up'), hangup(A)), 'byDialplan')
  assert.equal(
    [16, 127, 1, 17, 34, 0].map((cause) => ending(hangup(A, cause))),
    [...['cancelled', 'cancelled', 'noSuchNumber', 'busy', 'congestion', 'failed']],
  )
})

calls('a phone that AMI calls first is the caller, and its own answer is none', () => {
  const originated = frame('Event: DialBegin', `DestChannel: ${A}`, `DestUniqueid: ${A}`, `DestLinkedid: ${A}`)
  const view = playing(newchannel(A), originated, newstate(A, 'Ringing'), newstate(A, 'Up'))
  view.play([frame('Event: DialEnd', `DestChannel: ${A}`, `DestUniqueid: ${A}`, 'DialStatus: ANSWER')])
  const [call] = view.calls()

  assert.equal(call && O.toUndefined(call.caller)?.device, '100')
  assert.equal([call?.answeredBy, call?.dialplan], [[], O.none])
})

calls('a resumption without a hold, and a bridge that is left on hold, are no changes', () => {
  const view = playing(rings(A, B), answers(A, B), eventOf('Unhold', A), eventOf('Hold', A), leaves(A, 'b'))
  assert.equal(view.tags().slice(3), ['Held'])

  view.play([enters(A, 'b'), eventOf('Unhold', A)])
  assert.equal(view.tags().slice(3), ['Held', 'Resumed'])
})

calls('Asterisk tells its own time where it sends one', () => {
  const timed = (text: Frame, seconds: number): Frame =>
    frame(text.text.replace(/\r\n/, `\r\nPrivilege: call,all\r\nTimestamp: ${seconds}.250000\r\n`))
  const view = playing(timed(newchannel(A, 'Ring'), 1000), timed(hangup(A), 1005))

  assert.equal(
    view.ended().map(({ began, ended }) => [began, ended]),
    [[1_000_250, O.some(1_005_250)]],
  )
})

calls('channels that Asterisk makes for itself are no call', () => {
  const view = playing(newchannel('CBAnn/100-0001;2', 'Ring'), newchannel('OutgoingSpoolFailed', 'Down'))
  view.play([
    hangup('OutgoingSpoolFailed', 3),
    newchannel('Local/1@x-00000001;1'),
    newchannel('Local/1@x-00000001;2', 'Ring'),
  ])

  assert.equal([view.calls(), view.changes], [[], []])
})

calls('a denied, cancelled or foreign list changes nothing', () => {
  const view = playing(login(), rings(A, B), answers(A, B))
  const [before, changes] = [view.calls().map(told), view.changes.length]
  view.play([listRefused(), listStarts(), listEnds('rx', 'cancelled'), listStarts('ry'), listEnds('ry')])

  assert.equal([view.calls().map(told), view.changes.length], [before, changes])
})

calls('a link that comes back: a phone that answered meanwhile is an answer at an unknown time', () => {
  const status = (channel: string, application: string): Frame =>
    and(
      eventOf('Status', channel, { linkedid: A }),
      'BridgeID: b',
      `Application: ${application}`,
      'ActionID: rz-2-snapshot',
    )
  const view = playing(login('rz'), rings(A, B))
  view.play([login('rz'), listStarts('rz'), status(A, 'Dial'), status(B, 'AppDial'), listEnds('rz')])
  const [call] = view.calls()

  assert.equal(call && told(call), '100 > ?: ?; by 200; talks 100–200')
  assert.equal(call?.answeredAt, O.none)
})

calls('two sides of one call that a list shows in a room, or in a parking lot, do not talk', () => {
  for (const application of ['ConfBridge', 'Park']) {
    const status = (channel: string): Frame =>
      and(
        eventOf('Status', channel, { linkedid: A }),
        'BridgeID: r',
        `Application: ${application}`,
        'ActionID: rz-2-snapshot',
      )
    const view = playing(login('rz'), listStarts('rz'), status(A), status(B), listEnds('rz'))
    assert.equal(
      view.calls().map(({ talks }) => talks),
      [[]],
    )
  }
})

calls('a name of a Local channel that comes again makes a pair of its own', () => {
  const halves = new LocalHalves()

  assert.is(halves.add('Local/1@x-00000001;1', 'a'), undefined)
  assert.is(halves.add('Local/1@x-00000001;2', 'b'), 'a')
  assert.is(halves.add('Local/1@x-00000001;1', 'c'), undefined)
  halves.remove('Local/1@x-00000001;1')
  assert.is(halves.add('Local/1@x-00000001;2', 'd'), undefined)
})

calls('a call remembers its newest 512 channels, and keeps those that live', () => {
  const forgotten: string[] = []
  const book = new CallBook({ merges: () => undefined, forgets: ({ id }) => forgotten.push(id) })
  const call = new CallState('0', 0, false, 0)
  book.add(call, ['0'])
  for (let n = 1; n < 1000; n += 1) book.join(['0', String(n)])

  assert.is(call.ids.size, 512)
  assert.equal([book.find('0'), book.find('999'), book.find('1')], [call, call, undefined])
})

calls('of a call that goes on for ever, the newest things are remembered', () => {
  const view = playing(newchannel(A, 'Ring'))
  for (let n = 0; n < 2000; n += 1) {
    const phone = `PJSIP/2${n}-2`
    view.play([newchannel(phone, 'Down', { linkedid: A }), dials(A, phone), dialEnds(A, phone, 'BUSY'), hangup(phone)])
  }
  const [call] = view.calls()

  if (call === undefined) throw new Error('no call')
  assert.is(call.attempts.length, 100)
  assert.is(call.attempts.at(-1)?.to.device, '21999')
})

calls.run()
