import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AmiError, type Failure, show } from '../src/index.js'
import { failureOf } from '../src/failure.js'

const callFailed = (reason: Extract<Failure, { _tag: 'CallFailed' }>['reason'], hint?: string): Failure => ({
  _tag: 'CallFailed',
  source: 'PJSIP/200',
  reason,
  code: O.none,
  hint: O.fromNullable(hint),
})
const refused = (needs: readonly string[]): Failure => ({
  _tag: 'Refused',
  action: 'DBPut',
  message: 'Permission denied',
  needs,
})

const test = suite('show')

const sentences: readonly (readonly [Failure, string])[] = [
  [refused([]), 'DBPut was refused: Permission denied'],
  [refused(['system']), 'DBPut was refused: Permission denied; grant this login write=system in manager.conf'],
  [
    refused(['system', 'call']),
    'DBPut was refused: Permission denied; grant this login write=system or write=call in manager.conf',
  ],
  [
    { _tag: 'NotSent', action: 'Ping', why: 'the connection was closed' },
    'Ping was not sent: the connection was closed',
  ],
  [
    { _tag: 'FateUnknown', action: 'Originate', why: 'the link was lost', needs: [] },
    'Originate was sent, and its outcome is unknown: the link was lost',
  ],
  [
    { _tag: 'FateUnknown', action: 'Originate', why: 'nothing came', needs: ['call'] },
    'Originate was sent, and its outcome is unknown: nothing came; grant this login read=call in manager.conf',
  ],
  [{ _tag: 'TimedOut', action: 'Ping', after: 10_000 }, 'Ping was sent and not answered within 10000 ms'],
  [{ _tag: 'InvalidAction', action: 'Hangup', why: 'it needs a device' }, 'Hangup cannot be sent: it needs a device'],
  [{ _tag: 'InvalidAction', action: '', why: 'it has no name' }, 'the action cannot be sent: it has no name'],
  [callFailed('busy'), 'PJSIP/200 is busy'],
  [callFailed('noAnswer'), 'PJSIP/200 did not answer'],
  [callFailed('congestion'), 'PJSIP/200 could not be reached (congestion)'],
  [callFailed('noExtension'), 'PJSIP/200 was not called: the extension to connect it with does not exist'],
  [callFailed('cancelled'), 'PJSIP/200 hung up or was cancelled'],
  [callFailed('failed', 'is it registered?'), 'PJSIP/200 could not be called; is it registered?'],
  [
    { _tag: 'Unreachable', peer: '127.0.0.1:5038', why: 'ECONNREFUSED', hint: O.none },
    '127.0.0.1:5038 cannot be reached: ECONNREFUSED',
  ],
  [
    { _tag: 'Unreachable', peer: '127.0.0.1:5038', why: 'timeout', hint: O.some('is it TLS?') },
    '127.0.0.1:5038 cannot be reached: timeout; is it TLS?',
  ],
  [
    { _tag: 'NotAmi', greeting: 'SSH-2.0' },
    'the server does not speak AMI; no secret was sent to it; its first bytes: SSH-2.0',
  ],
  [
    { _tag: 'LoginRefused', message: 'Authentication failed' },
    'Asterisk refused the login: Authentication failed; check in manager.conf the name of the user, its secret, and that permit= and deny= let this address in',
  ],
  [{ _tag: 'LoginRefused', message: 'Too many sessions' }, 'Asterisk refused the login: Too many sessions'],
  [{ _tag: 'LinkLost', why: 'ECONNRESET' }, 'the link was lost: ECONNRESET'],
  [{ _tag: 'LinkSilent', after: 20_000, hint: O.none }, 'no byte arrived for 20000 ms'],
  [{ _tag: 'Malformed', why: 'a frame too long', text: 'Event: x' }, 'a frame too long: Event: x'],
  [{ _tag: 'HandlerFailed', why: 'boom', cause: 'boom' }, "a logic's handler failed: boom"],
  [{ _tag: 'Overflow', waiting: 10_000, dropped: 3 }, 'a logic is too slow: 10000 values wait, 3 were dropped'],
  [
    { _tag: 'Masked', stream: 'device', needs: 'call' },
    'device gets no changes: the option events leaves out class call; add call to it',
  ],
  [
    { _tag: 'Masked', stream: 'call$', needs: 'channels, calls', server: 'berlin' },
    'call$ misses events: the gateway of berlin does not publish channels, calls; ' +
      'add this to its option publish (--publish), beside all else that programs read',
  ],
  [
    { _tag: 'MayStillRing', source: 'PJSIP/200', because: refused(['system']) },
    'PJSIP/200 may still ring, because the call could not be cancelled: DBPut was refused: Permission denied; ' +
      'grant this login write=system in manager.conf',
  ],
  [
    { _tag: 'MayStillRecord', channel: 'PJSIP/200-00000003', because: { _tag: 'LinkLost', why: 'ECONNRESET' } },
    'PJSIP/200-00000003 may still be recorded, because the recording could not be ended: the link was lost: ECONNRESET',
  ],
  [
    { _tag: 'BusRefused', does: 'publish', subject: 'act.berlin.DBPut' },
    'the user of the bus may not publish to act.berlin.DBPut; allow it in the permissions of the NATS server',
  ],
  [
    { _tag: 'BusLoginRefused', peer: 'nats://n1:4222', why: 'Authorization Violation' },
    'nats://n1:4222 refused the login: Authorization Violation; check the user and the password, the nkey, or the credentials of the bus',
  ],
  [{ _tag: 'BusLost', why: 'no link to n1', hint: O.some('start it') }, 'the bus is lost: no link to n1; start it'],
  [
    { _tag: 'Fenced', server: 'berlin', why: 'the log refused an entry' },
    'the gateway of berlin writes no more until the log shows who leads: the log refused an entry',
  ],
  [
    { _tag: 'TooBig', what: 'an entry', bytes: 2_000_000, most: 1_048_576 },
    'an entry was dropped: it has 2000000 bytes, and the bus takes 1048576; raise max_payload of the NATS server',
  ],
  [{ _tag: 'GaveUp', event: 'Door', id: 'berlin:7', tries: 5 }, 'no worker could handle Door (berlin:7) in 5 tries'],
]

for (const [failure, sentence] of sentences) {
  test(`${failure._tag} reads: ${sentence}`, () => {
    assert.is(show(failure), sentence)
  })
}

test.run()

const error = suite('AmiError')

error('carries its failure, and has a sentence about it as its message', () => {
  const failure = refused(['system'])
  const thrown = new AmiError(failure)
  assert.instance(thrown, Error)
  assert.is(thrown.name, 'AmiError')
  assert.is(thrown.failure, failure)
  assert.is(thrown.message, show(failure))
})

error('two with different failures are not equal by value', () => {
  assert.not.equal(new AmiError(refused([])), new AmiError(refused(['system'])))
  assert.equal(new AmiError(refused([])), new AmiError(refused([])))
})

error('failureOf returns its failure, and undefined for other errors', () => {
  const failure = refused([])
  assert.is(failureOf(new AmiError(failure)), failure)
  for (const other of [new Error('x'), failure, 'text', null, undefined]) assert.is(failureOf(other), undefined)
})

error.run()
