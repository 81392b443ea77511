/** Frames, events and responses as `console.log` and `JSON.stringify` show them. */
import { inspect } from 'node:util'
import { of } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Event,
  type EventName,
  type Failure,
  type Frame,
  frame,
  streams,
  type UserEvent,
} from '../../src/index.js'
import { responseReader } from '../../src/protocol/answer.js'
import { anyEvent } from '../../src/protocol/typedEvent.js'

const faults: Failure[] = []
const report = (failure: Failure): void => void faults.push(failure)

/** A frame as the event that a stream emits. */
const eventIn = (sent: Frame): Event => anyEvent(sent.event ?? '', sent, 'home', report)

const typed = (name: EventName, ...headers: readonly string[]): Event => eventIn(frame(`Event: ${name}`, ...headers))

const userEvent = (...lines: readonly string[]): UserEvent => {
  const seen: UserEvent[] = []
  streams(of(frame('Event: UserEvent', ...lines)))
    .userEvent('Call')
    .subscribe((event) => seen.push(event))
  const [event] = seen
  if (event === undefined) throw new Error('no UserEvent came')
  return event
}

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const logged = (value: unknown): string => inspect(value, { breakLength: Infinity })

const HANGUP = typed(
  'Hangup',
  'Privilege: call,all',
  'Channel: PJSIP/2222-00000001',
  'ChannelState: 6',
  "CallerIDName: O\\'Brien",
  'ConnectedLineNum: <unknown>',
  'Cause: 16',
  'Cause-txt: Normal Clearing',
)

const test = suite('printing')

test.before.each(() => {
  faults.length = 0
})

test('JSON.stringify of an event shows its name, its origin and its headers without Options', () => {
  assert.equal(json(HANGUP), {
    name: 'Hangup',
    origin: 'home',
    Channel: 'PJSIP/2222-00000001',
    ChannelState: 'up',
    CallerIDName: "O'Brien",
    Cause: 16,
    'Cause-txt': 'Normal Clearing',
  })
})

test('console.log of an event shows its name in front of its headers', () => {
  assert.is(
    logged(HANGUP),
    "Hangup { origin: 'home', Channel: 'PJSIP/2222-00000001', ChannelState: 'up', CallerIDName: \"O'Brien\", " +
      "Cause: 16, 'Cause-txt': 'Normal Clearing' }",
  )
})

test('an event deep inside another object is its name', () => {
  assert.match(inspect({ a: { b: { c: HANGUP } } }, { depth: 2 }), 'c: [Hangup] }')
  assert.match(inspect({ a: { b: { c: HANGUP } } }, { depth: 3 }), 'c: Hangup {')
  assert.match(inspect({ a: { b: { c: HANGUP } } }, { depth: null }), 'c: Hangup {')
})

test('a header that repeats is an array, and is left out when it is empty', () => {
  const event = typed('Hangup', 'ChanVariable: A=1', 'ChanVariable: B=\\"two\\"')
  assert.equal(json(event), { name: 'Hangup', origin: 'home', ChanVariable: ['A=1', 'B="two"'] })
  assert.equal(json(typed('Hangup', 'ChanVariable: A=1')), { name: 'Hangup', origin: 'home', ChanVariable: ['A=1'] })
  assert.equal(json(typed('Hangup')), { name: 'Hangup', origin: 'home' })
})

test('a date is a Date on the console, and its ISO text in JSON', () => {
  const event = typed('Cdr', 'StartTime: 2026-11-22 22:33:06')
  assert.match(logged(event), /StartTime: 2026-11-2\dT\d\d:33:06.000Z/)
  assert.match(JSON.stringify(event), /"StartTime":"2026-11-2\dT\d\d:33:06.000Z"/)
})

test('a header that cannot be decoded shows as its text, and printing reports no fault', () => {
  const event = typed('Hangup', 'Cause: sixteen')
  assert.equal(json(event), { name: 'Hangup', origin: 'home', Cause: 'sixteen' })
  assert.is(logged(event), "Hangup { origin: 'home', Cause: 'sixteen' }")
  assert.equal(faults, [])
})

test('a header that was printed is still reported when a program reads it', () => {
  const event = typed('Hangup', 'Cause: sixteen')
  logged(event)
  Reflect.get(event, 'Cause')
  assert.equal(
    faults.map(({ _tag }) => _tag),
    ['Undecodable'],
  )
})

test('an event that the catalog lacks shows all headers by name, repeated names as arrays', () => {
  const event = eventIn(frame('Event: DongleStatus', 'Privilege: call,all', 'Device: dongle0', 'Cell: 1', 'Cell: 2'))
  const headers = { Privilege: 'call,all', Device: 'dongle0', Cell: ['1', '2'] }
  assert.equal(json(event), { name: 'DongleStatus', origin: 'home', ...headers })
  assert.is(
    logged(event),
    "DongleStatus { origin: 'home', Privilege: 'call,all', Device: 'dongle0', Cell: [ '1', '2' ] }",
  )
})

test('headers named name, origin and __proto__ replace nothing', () => {
  const event = eventIn(frame('Event: Odd', 'name: other', 'origin: other', '__proto__: x', 'toJSON: y'))
  assert.is(JSON.stringify(event), '{"name":"Odd","origin":"home","__proto__":"x","toJSON":"y"}')
  assert.is(event.name, 'Odd')
})

test('a name from the wire cannot steer the terminal', () => {
  const event = eventIn(frame('Event: Odd\x1b[2J\x9b', 'A\x1b: b\x1b'))
  assert.not.match(logged(event), /[\x1b\x9b]/)
  assert.match(logged(event), 'Odd?[2J? {')
})

const SNAPSHOT = ['Channel: PJSIP/30-1', 'CallerIDNum: 0301', 'CallerIDName: <unknown>', 'Context: door', 'Exten: 240']

test('a UserEvent shows its source, value and destination, its headers by name and its channel', () => {
  const event = userEvent(...SNAPSHOT, 'Uniqueid: 1.1', 'UserEvent: Call', 'Source: 0301', 'Value: ', 'A: 1', 'A: 2')
  assert.equal(json(event), {
    name: 'Call',
    origin: 'asterisk',
    source: '0301',
    value: '',
    headers: { Source: '0301', Value: '', A: ['1', '2'] },
    channel: { context: 'door', exten: '240', channel: 'PJSIP/30-1', uniqueid: '1.1', callerId: { number: '0301' } },
  })
  assert.match(logged(event), /^UserEvent \{ name: 'Call', origin: 'asterisk', source: '0301', value: '', headers: \{ /)
})

test('a UserEvent inside another object keeps the depth that console.log allows', () => {
  const event = userEvent('UserEvent: Call', 'Source: 1')
  assert.match(inspect({ a: event }, { depth: 1 }), 'headers: [Object]')
  assert.match(inspect({ a: event }, { depth: 2 }), "headers: { Source: '1' }")
})

test('a UserEvent of another program shows no channel', () => {
  assert.is(
    logged(userEvent('UserEvent: Call', 'Source: 1')),
    "UserEvent { name: 'Call', origin: 'asterisk', source: '1', headers: { Source: '1' } }",
  )
})

test('a response shows its message and its headers', () => {
  const response = responseReader(
    'MailboxCount',
    report,
  )(frame('Response: Success', 'ActionID: 7', 'Message: Hi', 'NewMessages: 2', 'OldMessages: many'))
  assert.equal(json(response), { message: 'Hi', NewMessages: 2, OldMessages: 'many' })
  assert.is(logged(response), "Response { message: 'Hi', NewMessages: 2, OldMessages: 'many' }")
  assert.equal(faults, [])
})

test('a response to an action that the catalog lacks shows all headers of its own', () => {
  const response = responseReader(
    'DongleReset',
    report,
  )(frame('Response: Success', 'ActionID: 7', 'Message: Hi', 'Device: dongle0'))
  assert.equal(json(response), { message: 'Hi', Device: 'dongle0' })
})

test('a frame shows its headers on the console, and keeps its text', () => {
  const sent = frame('Event: Odd', 'Device: dongle0', 'Cell: 1', ' Cell: 2', 'a line without colon')
  assert.is(logged(sent), "Frame { Event: 'Odd', Device: 'dongle0', Cell: [ '1', '2' ] }")
  assert.match(sent.text, 'a line without colon')
})

const SECRETS = ['Secret', 'Password', 'NewPassword', 'Md5Cred', 'OauthSecret', 'PasswordDigest', 'RefreshToken']

for (const name of [...SECRETS, 'Challenge', 'ReceivedHash', 'ExpectedResponse', 'PinCode', ' password ']) {
  test(`the value of ${name} is not printed`, () => {
    const line = `${name}: hunter2`
    const printed = [
      frame('Event: X', line),
      eventIn(frame('Event: Unknown', line)),
      ...(['AuthDetail', 'AuthList', 'VoicemailPasswordChange', 'InvalidPassword'] as const).map((of) =>
        typed(of, line),
      ),
      userEvent('UserEvent: Call', line),
      responseReader('Challenge', report)(frame('Response: Success', line)),
      responseReader('DongleReset', report)(frame('Response: Success', line)),
    ]
    for (const each of printed) assert.not.match(inspect(each, { showHidden: true, depth: Infinity }), 'hunter2')
    for (const each of printed.slice(1)) assert.not.match(JSON.stringify(each), 'hunter2')
    assert.match(logged(printed[0]), "'***'")
    assert.match(JSON.stringify(printed[1]), '***')
  })
}

test('AuthDetail shows *** for its secrets, and the rest as it is', () => {
  const event = typed('AuthDetail', 'Username: alice', 'Password: hunter2', 'NonceLifetime: 32', 'OauthSecret: hunter2')
  assert.equal(json(event), {
    name: 'AuthDetail',
    origin: 'home',
    Username: 'alice',
    Password: '***',
    NonceLifetime: 32,
    OauthSecret: '***',
  })
})

test('a value that should be yes or no, and is a text, may be a secret', () => {
  assert.match(JSON.stringify(typed('SuccessfulAuth', 'UsingPassword: hunter2')), '"UsingPassword":"***"')
})

test('yes or no is no secret', () => {
  assert.match(JSON.stringify(typed('SuccessfulAuth', 'UsingPassword: 1')), '"UsingPassword":true')
})

test('a secret is still read by programs', () => {
  const event = typed('AuthDetail', 'Password: hunter2')
  assert.is(event.frame.get('Password'), 'hunter2')
  assert.equal(Reflect.get(event, 'Password'), { _tag: 'Some', value: 'hunter2' })
})

test('own properties of an event stay its name, its frame and its origin', () => {
  assert.equal(Object.keys(HANGUP).sort(), ['frame', 'name', 'origin'])
  assert.equal(Object.keys(eventIn(frame('Event: Odd'))).sort(), ['frame', 'name', 'origin'])
})

test.run()
