/** Each failure of the library as an answer of HTTP. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AmiError, type Failure, show } from '../../src/index.js'
import { describe, FAILURES, problemJson, problemOf } from '../../src/http/problem.js'

const test = suite('failures as problems')

const LOST: Failure = { _tag: 'LinkLost', why: 'closed' }

/** One of each kind, with its status, and true where it may have happened. */
const TABLE: Readonly<Record<Failure['_tag'], readonly [number, boolean, Failure]>> = {
  Refused: [409, false, { _tag: 'Refused', action: 'Park', message: 'no', needs: [] }],
  NotSent: [503, false, { _tag: 'NotSent', action: 'Park', why: 'no link' }],
  FateUnknown: [504, true, { _tag: 'FateUnknown', action: 'Originate', why: 'lost', needs: [], channel: O.none }],
  TimedOut: [504, true, { _tag: 'TimedOut', action: 'Park', after: 5 }],
  InvalidAction: [422, false, { _tag: 'InvalidAction', action: 'Park', why: 'a line end' }],
  CallFailed: [409, false, { _tag: 'CallFailed', source: 'PJSIP/200', reason: 'busy', code: O.some(5), hint: O.none }],
  Unreachable: [503, false, { _tag: 'Unreachable', peer: 'pbx:5038', why: 'refused', hint: O.none }],
  NotAmi: [502, false, { _tag: 'NotAmi', greeting: 'SSH' }],
  LoginRefused: [502, false, { _tag: 'LoginRefused', message: 'Authentication failed' }],
  LinkLost: [503, false, LOST],
  LinkSilent: [503, false, { _tag: 'LinkSilent', after: 5, hint: O.none }],
  Malformed: [502, false, { _tag: 'Malformed', why: 'no colon', text: 'x' }],
  Undecodable: [502, false, { _tag: 'Undecodable', event: 'Hangup', header: 'Cause', value: 'x' }],
  HandlerFailed: [500, false, { _tag: 'HandlerFailed', why: 'thrown', cause: new Error('a secret') }],
  Overflow: [500, false, { _tag: 'Overflow', waiting: 1, dropped: 1 }],
  Masked: [500, false, { _tag: 'Masked', stream: 'queues', needs: 'agent' }],
  MayStillRing: [504, true, { _tag: 'MayStillRing', source: 'PJSIP/200', because: LOST }],
  MayStillRecord: [504, true, { _tag: 'MayStillRecord', channel: 'PJSIP/200-1', because: LOST }],
  BusLost: [503, false, { _tag: 'BusLost', why: 'no gateway leads', hint: O.none }],
  BusRefused: [502, false, { _tag: 'BusRefused', does: 'publish', subject: 'act.berlin.Park' }],
  BusLoginRefused: [502, false, { _tag: 'BusLoginRefused', peer: 'nats://n1:4222', why: 'Authorization Violation' }],
  Fenced: [503, false, { _tag: 'Fenced', server: 'berlin', why: 'another leads' }],
  TooBig: [422, false, { _tag: 'TooBig', what: 'an action', bytes: 9, most: 8 }],
  GaveUp: [500, false, { _tag: 'GaveUp', event: 'Door', id: 'berlin:7', tries: 5 }],
}

test('each kind has its status, its sentence, and its members, plain', () => {
  assert.equal([...FAILURES].sort(), Object.keys(TABLE).sort())
  for (const [tag, [status, mayHaveHappened, failure]] of Object.entries(TABLE)) {
    const problem = problemOf(new AmiError(failure))
    const json = problemJson(problem)
    assert.equal(
      [json['status'], json['title'], json['type'], json['detail'], json['mayHaveHappened'] === true],
      [status, tag, `urn:rx-asterisk:${tag}`, show(failure), mayHaveHappened],
    )
    assert.not.match(JSON.stringify(json), /"_tag":"(?:Some|None)"|a secret|"cause"/)
  }
})

test('an Option is its value or null, and the reason of a call stands at the top too', () => {
  const json = problemJson({ _tag: 'Failed', failure: TABLE.CallFailed[2] })
  assert.equal(json['failure'], { _tag: 'CallFailed', source: 'PJSIP/200', reason: 'busy', code: 5, hint: null })
  assert.is(json['reason'], 'busy')
})

test('a missing right is 403', () => {
  const failure: Failure = { _tag: 'Refused', action: 'Park', message: 'Permission denied', needs: ['call'] }
  assert.is(describe({ _tag: 'Failed', failure }).status, 403)
})

test('an error of a program tells nothing', () => {
  const json = problemJson(problemOf(new Error('a secret')))
  assert.equal([json['status'], json['title']], [500, 'Crashed'])
  assert.not.match(JSON.stringify(json), 'secret')
})

test.run()
