/** The stories of a real Asterisk as calls, a row each: who called, who answered, who talked, how it ended. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { callsView, told, tried } from '../../support/callsView.js'
import { recordedFrames } from '../../support/recordings.js'

const stories = suite('the stories of calls')

const RECORDINGS: Readonly<Record<string, readonly string[]>> = {
  'call-answered': ['2222 > 200: answered; by 200; talks 200–2222'],
  'call-hold': ['2222 > 200: answered; by 200; talks 200–2222'],
  'call-recorded': ['2222 > 200: answered; by 200; talks 200–2222'],
  'call-local-optimized': ['301 > local2: answered; by 200; talks 200–301'],
  'call-forwarded': ['2222 > fwd200: answered; by 200; talks 200–2222'],
  'call-originate': ['2222 > 200: answered; by 200; talks 200–2222'],
  'call-ivr-then-phone': ['302 > ivr: answered; by 200; talks 200–302'],
  'follow-me': ['2222 > fm: answered; by 302; talks 2222–302'],
  'call-busy': ['2222 > busy1: busy; by nobody'],
  'call-noanswer': ['2222 > na: noAnswer; by nobody'],
  'call-cancelled': ['2222 > noans1: cancelled; by nobody'],
  'call-unknown': ['302 > 404x: noSuchNumber; by nobody'],
  'call-originate-noanswer': ['noans1 > ?: noAnswer; by nobody'],
  'voicemail-call': ['2222 > vmail: noAnswer; by nobody'],
  'ring-group-3': ['200 > ring3: answered; by 301; talks 200–301'],
  pickup: ['2222 > noans1: answered; by 301; talks 2222–301'],
  'blind-dtmf': ['2222 > 200: answered; by 200 301; talks 200–2222, 2222–301; blind 200 > 301'],
  'blind-refer': ['2222 > 200: answered; by 200 302; talks 200–2222, 2222–302; blind 200 > 302'],
  'call-cel': ['2222 > 200: answered; by 200 302; talks 200–2222, 2222–302; blind 200 > 302'],
  'ami-redirect-one': ['2222 > 200: answered; by 200 301; talks 200–2222, 2222–301'],
  'ami-redirect-to-conference': ['2222 > 200: answered; by 200; talks 200–2222'],
  'atxfer-ami': ['2222 > 200: answered; by 200 301; talks 200–2222, 2222–301, 200–301; attended 2222 > 301'],
  'atxfer-ami-abort': ['2222 > 200: answered; by 200 301; talks 200–2222, 2222–301, 200–2222'],
  'atxfer-ami-blond': ['2222 > 200: answered; by 200 401; talks 200–2222, 200–401; attended 2222 > 401'],
  'atxfer-target-busy': ['2222 > 200: answered; by 200; talks 200–2222, 200–2222'],
  'atxfer-refer': ['2222 > 200: answered; by 200 301; talks 200–2222, 200–301, 2222–301; attended 200 > 301'],
  'park-retrieve': ['2222 > 200: answered; by 200; talks 200–2222, 2222–301'],
  'park-abandoned': ['302 > park: byDialplan; by nobody'],
  'queue-answered': ['302 > q1: answered; by 2222; talks 2222–302'],
  'queue-answered-by-local-member': ['302 > q1: answered; by 301; talks 301–302'],
  'queue-call-transferred': ['302 > q1: answered; by 2222 200; talks 2222–302, 200–302; blind 2222 > 200'],
  'queue-local-member-transfers': ['302 > q1: answered; by 301 200; talks 301–302, 200–302; blind 301 > 200'],
  'queue-ring-no-answer-wrapup': ['302 > q2: answered; by 200; talks 200–302'],
  'queue-timeout': ['302 > q2: noAnswer; by nobody'],
  'queue-abandoned': ['302 > q2: cancelled; by nobody'],
  'queue-exit-with-key': ['302 > q3: byDialplan; by nobody'],
  'conference-3': [
    '301 > confa: byDialplan; by nobody',
    '2222 > conf: byDialplan; by nobody',
    '200 > conf: byDialplan; by nobody',
  ],
  spy: ['301 > spy: byDialplan; by nobody', '2222 > 200: answered; by 200; talks 200–2222'],
}

const playing = (name: string) => {
  const view = callsView()
  view.play(recordedFrames(name))
  return view
}

for (const [name, expected] of Object.entries(RECORDINGS)) {
  stories(`${name}: the calls at their ends`, () => {
    const view = playing(name)

    assert.equal(view.ended().map(told), expected)
    assert.equal(view.calls(), [])
    assert.equal([...new Set(view.ended().map(({ seenFrom }) => seenFrom))], ['start'])
    assert.equal(view.devicesInCalls(), [])
  })
}

stories('a ring group: each phone has its attempt, and only one answers', () => {
  const [call] = playing('ring-group-3').ended()

  assert.equal(call && tried(call), ['200 > slow1: cancelled', '200 > 301: answered', '200 > noans1: cancelled'])
})

stories('a forward, a pickup, and phones behind Local channels: attempts name the phones', () => {
  const attempts = (name: string) => playing(name).ended().flatMap(tried)

  assert.equal(attempts('call-forwarded'), ['2222 > fwd200: forwarded', '2222 > 200: answered'])
  assert.equal(attempts('pickup'), ['2222 > noans1: pickedUp'])
  assert.equal(attempts('follow-me'), ['2222 > noans1: cancelled', '2222 > 302: answered'])
  assert.equal(attempts('atxfer-target-busy'), ['2222 > 200: answered', '2222 > 402: busy'])
  assert.equal(attempts('queue-timeout'), ['302 > noans1: noAnswer', '302 > noans1: noAnswer'])
})

stories('a queue call names its queue and the member who answered', () => {
  const [call] = playing('queue-local-member-transfers').ended()

  assert.equal(
    call?.queue,
    O.some({ name: 'support', member: O.some('Bob'), interface: O.some('Local/301@members/n') }),
  )
})

stories('three users of a room are three calls, each of which names the room', () => {
  assert.equal(
    playing('conference-3')
      .ended()
      .map(({ conference }) => conference),
    [O.some('100'), O.some('100'), O.some('100')],
  )
})

stories('W11: who talks with whom is told, and a parked caller talks with nobody', () => {
  const frames = recordedFrames('park-retrieve')
  const view = callsView()
  view.play(
    frames.slice(
      0,
      frames.findLastIndex(({ event }) => event === 'ParkedCall'),
    ),
  )
  const [call] = view.calls()

  assert.equal(
    call?.talks.map(({ until }) => O.isSome(until)),
    [true],
  )
  assert.equal(call && O.isSome(call.parked) && [call.parked.value.lot, call.parked.value.space], ['default', '701'])
})

stories('W16: a call whose Linkedids differ is one call, with the extension that was dialled', () => {
  const view = playing('atxfer-refer')
  const merged = view.changes.flatMap((change) => (change._tag === 'Merged' ? [change] : []))

  assert.equal(
    merged.map(({ call, into }) => [call.id, into.id]),
    [['1795905536.105', '1795905535.103']],
  )
  assert.equal(
    view.ended().map(({ id, called }) => [id, O.toUndefined(called)]),
    [['1795905535.103', '200']],
  )
})

stories('a device is in the call that absorbed its own', () => {
  const view = callsView()
  const frames = recordedFrames('pickup')
  view.play(frames.slice(0, frames.findLastIndex(({ event }) => event === 'BridgeEnter') + 1))

  assert.equal(view.devicesInCalls(), ['2222: 1795905480.66', '301: 1795905480.66'])
})

stories('W17: a call that was parked and retrieved by another phone talks with both', () => {
  const view = playing('park-retrieve')

  assert.equal(
    view.ended().flatMap(({ talks }) => talks.map(({ between }) => between)),
    [
      ['200', '2222'],
      ['2222', '301'],
    ],
  )
  assert.equal(view.tags(), ['Began', 'Ringing', 'Answered', 'Parked', 'Began', 'Merged', 'Ended'])
})

stories('W18: began, ringing, answered, held, resumed, transferred and ended are changes', () => {
  assert.equal(playing('call-hold').tags(), ['Began', 'Ringing', 'Answered', 'Held', 'Resumed', 'Ended'])
  assert.equal(playing('blind-refer').tags(), [
    ...['Began', 'Ringing', 'Answered', 'Transferred', 'Ringing', 'Answered', 'Ended'],
  ])
  assert.equal(playing('atxfer-ami').tags(), [
    ...['Began', 'Ringing', 'Answered', 'Held', 'Ringing', 'Answered', 'Transferred', 'Ended'],
  ])
})

stories('a hold of a feature code that ends at once is no change', () => {
  assert.equal(playing('blind-dtmf').tags(), [
    ...['Began', 'Ringing', 'Answered', 'Transferred', 'Ringing', 'Answered', 'Ended'],
  ])
})

stories('a recording is told while it runs', () => {
  const frames = recordedFrames('call-recorded')
  const view = callsView()
  const recordings: boolean[] = []
  for (const frame of frames) {
    view.play([frame])
    recordings.push(...view.calls().map(({ recording }) => recording))
  }

  assert.equal([recordings.includes(true), recordings.at(-1)], [true, false])
})

stories.run()
