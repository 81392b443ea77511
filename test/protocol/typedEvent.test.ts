import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { of } from 'rxjs'
import { type AnswerTo, type EventName, type Failure, type Frame, frame, streams } from '../../src/index.js'
import type { Events } from '../../src/catalog/index.js'
import type { FailureReporter } from '../../src/failure.js'
import { anyEvent, eventReading, isEventName } from '../../src/protocol/typedEvent.js'
import { typedSend } from '../../src/functions/ask.js'
import { asked } from '../support/asked.js'

const test = suite('typed events')

const faults = (): { readonly report: FailureReporter; readonly told: Failure[] } => {
  const told: Failure[] = []
  return { report: (failure) => void told.push(failure), told }
}
const silent: FailureReporter = () => undefined

/** A frame as the event of that name that a stream emits. */
const typedEvent = <Name extends EventName>(
  name: Name,
  sent: Frame,
  origin: string,
  report: FailureReporter,
): Events[Name] => {
  const events: Events[Name][] = []
  streams(of(sent), { origin, report })
    .event(name)
    .subscribe((event) => events.push(event))
  const [event] = events
  if (event === undefined) throw new Error(`no ${name} came`)
  return event
}

const HANGUP = frame(
  'Event: Hangup',
  'Privilege: call,all',
  'Channel: PJSIP/2222-00000001',
  'ChannelState: 6',
  'ChannelStateDesc: Up',
  'CallerIDNum: 2222',
  "CallerIDName: O\\'Brien",
  'ConnectedLineNum: <unknown>',
  'Priority: 3',
  'Uniqueid: 1.1',
  'ChanVariable: A=1',
  'ChanVariable: B=\\"two\\"',
  'Cause: 16',
  'Cause-txt: Normal Clearing',
)

test('a header is its decoded value', () => {
  const event = typedEvent('Hangup', HANGUP, 'home', silent)
  assert.equal(event.Channel, O.some('PJSIP/2222-00000001'))
  assert.equal(event.Cause, O.some(16))
  assert.equal(event['Cause-txt'], O.some('Normal Clearing'))
  assert.equal(event.ChannelState, O.some('up'))
  assert.equal(event.ChannelStateDesc, O.some('up'))
  assert.equal(event.Priority, O.some(3))
})

test('a name that Asterisk escaped is read without its escapes', () => {
  assert.equal(typedEvent('Hangup', HANGUP, 'home', silent).CallerIDName, O.some("O'Brien"))
})

test('a header that is missing, or has an absent value, is none, and no fault', () => {
  const { report, told } = faults()
  const event = typedEvent('Hangup', HANGUP, 'home', report)
  assert.equal(event.ConnectedLineNum, O.none)
  assert.equal(event.TechCause, O.none)
  assert.equal(told, [])
})

test('a header that repeats is all of its values', () => {
  assert.equal(typedEvent('Hangup', HANGUP, 'home', silent).ChanVariable, ['A=1', 'B="two"'])
  assert.equal(typedEvent('Hangup', frame('Event: Hangup'), 'home', silent).ChanVariable, [])
})

test('an event has its name, its frame and its origin', () => {
  const { name, frame: own, origin } = typedEvent('Hangup', HANGUP, 'home', silent)
  assert.equal([name, origin], ['Hangup', 'home'])
  assert.is(own, HANGUP)
})

test('a snapshot behind a prefix is read as one without', () => {
  const event = typedEvent(
    'DialBegin',
    frame('Event: DialBegin', 'DestChannelState: 5', 'DestPriority: 1'),
    'x',
    silent,
  )
  assert.equal([event.DestChannelState, event.DestPriority, event.ChannelState], [O.some('ringing'), O.some(1), O.none])
})

test('a numbered header is read by its number, and printed where it came', () => {
  const event = typedEvent(
    'RTCPReceived',
    frame('Event: RTCPReceived', 'ReportCount: 2', 'Report0IAJitter: 12', 'Report1IAJitter: 7', 'Report1DLSR: 2.5000'),
    'x',
    silent,
  )
  assert.equal([event.Report0IAJitter, event.Report1IAJitter, event.Report2IAJitter], [O.some(12), O.some(7), O.none])
  assert.equal(event.Report1DLSR, O.some(2.5))
  assert.equal(JSON.parse(JSON.stringify(event)), {
    name: 'RTCPReceived',
    origin: 'x',
    ReportCount: 2,
    Report0IAJitter: 12,
    Report1IAJitter: 7,
    Report1DLSR: 2.5,
  })
})

test('a word that is not known is text where others may add words, and a fault where none can', () => {
  const { report, told } = faults()
  const registry = typedEvent('Registry', frame('Event: Registry', 'Status: Paused'), 'x', report)
  assert.equal([registry.Status, told], [O.some('Paused'), []])
  assert.equal(
    typedEvent('Registry', frame('Event: Registry', 'Status: rejected'), 'x', report).Status,
    O.some('Rejected'),
  )
  const record = typedEvent('Cdr', frame('Event: Cdr', 'Disposition: LOST'), 'x', report)
  assert.equal(record.Disposition, O.none)
  assert.equal(told, [{ _tag: 'Undecodable', event: 'Cdr', header: 'Disposition', value: 'LOST' }])
})

test('a duration below 0 is unknown, and no fault', () => {
  const { report, told } = faults()
  const status = typedEvent('PeerStatus', frame('Event: PeerStatus', 'Time: -1'), 'x', report)
  assert.equal([status.Time, told], [O.none, []])
})

test('a value of another kind is none, stays as text, and is reported once for each event', () => {
  const { report, told } = faults()
  const event = typedEvent('Hangup', frame('Event: Hangup', 'Cause: sixteen'), 'home', report)
  assert.equal([event.Cause, event.Cause], [O.none, O.none])
  assert.is(event.frame.get('Cause'), 'sixteen')
  assert.equal(told, [{ _tag: 'Undecodable', event: 'Hangup', header: 'Cause', value: 'sixteen' }])
})

test('a header that is not read is not decoded, and never reported', () => {
  const { report, told } = faults()
  typedEvent('Hangup', frame('Event: Hangup', 'Cause: sixteen'), 'home', report)
  assert.equal(told, [])
})

test('a header that the catalog does not have is text of the frame', () => {
  const event = typedEvent('Hangup', frame('Event: Hangup', 'FromTomorrow: 1'), 'home', silent)
  assert.is(event.frame.get('FromTomorrow'), '1')
})

/** The names of all headers for which events have readers by now. */
const readers = (): ReadonlySet<string> => {
  const event = typedEvent('Hangup', HANGUP, 'home', silent)
  return new Set(Object.getOwnPropertyNames(Object.getPrototypeOf(event)))
}

test('the readers of one event are built when it comes, and those of the rest are not', () => {
  const before = readers()
  assert.equal(readers(), before)
  assert.is(eventReading('Hangup', silent)?.headers, eventReading('Hangup', silent)?.headers)
  assert.ok(before.has('Cause') && !before.has('ParkerDialString'))
  typedEvent('ParkedCallSwap', frame('Event: ParkedCallSwap'), 'home', silent)
  const after = readers()
  assert.ok(after.has('ParkerDialString'))
  assert.ok(after.size > before.size && after.size < before.size + 100, `${before.size}, then ${after.size} readers`)
})

for (const name of ['constructor', '__proto__', 'toString', 'FromTomorrow']) {
  test(`an event named ${name} is an event without types`, () => {
    assert.is(isEventName(name), false)
    const event = anyEvent(name, frame(`Event: ${name}`), 'home', silent)
    assert.equal({ ...event }, { name, frame: frame(`Event: ${name}`), origin: 'home' })
  })
}

test('a header of another event is undefined, also when that event has come', () => {
  typedEvent('Hangup', HANGUP, 'home', silent)
  const event = typedEvent('Reload', frame('Event: Reload', 'Cause: 16'), 'home', silent)
  assert.is(Reflect.get(event, 'Cause'), undefined)
})

/** The response to a MailboxCount that is answered by these headers. */
const answered = (report: FailureReporter, ...headers: readonly string[]) => {
  const { ask } = asked(frame('Response: Success', ...headers))
  let response: AnswerTo<'MailboxCount'> | undefined
  typedSend(ask, report)({ Action: 'MailboxCount', Mailbox: '2222' }).subscribe((each) => (response = each))
  return response
}

test('a response brings the headers that the catalog knows of it', () => {
  const response = answered(silent, 'Message: Hi', 'NewMessages: 2')
  assert.is(response?.message, 'Hi')
  assert.equal(response?.NewMessages, O.some(2))
})

test('a response that cannot be decoded is reported with its action', () => {
  const { report, told } = faults()
  const response = answered(report, 'ActionID: 7', 'NewMessages: two')
  assert.equal(response?.NewMessages, O.none)
  assert.equal(told, [{ _tag: 'Undecodable', event: 'response to MailboxCount', header: 'NewMessages', value: 'two' }])
})

test.run()
