import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Asterisk, CallOptions, Failure, Frame } from '../../src/index.js'
import { frame } from '../../src/index.js'
import { type Answered, mistake, originate, outcomeOf, type Wanted } from '../../src/functions/originate.js'
import { encode } from '../../src/protocol/action.js'

const wanted = (more: Partial<Wanted> = {}): Wanted => ({
  source: 'PJSIP/200',
  dest: '240',
  context: 'door',
  options: {},
  ...more,
})
const withOptions = (options: CallOptions): Wanted => wanted({ options })

/* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- these lines must not compile */
/** Is only compiled: each line without a comment must compile, each other one must not. */
export const typed = ({ send }: Asterisk): unknown => [
  send({ Action: 'Originate', Channel: 'PJSIP/200', Application: 'Playback', Data: 'hello', Async: true }),
  send({ Action: 'Originate', Channel: 'PJSIP/200', Exten: '240', Context: 'door', Priority: 1, Async: true }),
  // @ts-expect-error: it would delay every other action
  send({ Action: 'Originate', Channel: 'PJSIP/200', Application: 'Playback' }),
  // @ts-expect-error: the same
  send({ Action: 'Originate', Channel: 'PJSIP/200', Application: 'Playback', Async: false }),
]
/* eslint-enable @typescript-eslint/no-unsafe-class-instance-assignment */

const order = suite('the order of a call')

order('rings the source, and continues at the extension', () => {
  assert.equal(originate(wanted(), 30_000, 'rx-1'), {
    Action: 'Originate',
    Channel: 'PJSIP/200',
    Exten: '240',
    Context: 'door',
    Priority: 1,
    Timeout: 30_000,
    CallerID: undefined,
    Account: undefined,
    EarlyMedia: undefined,
    Variable: [],
    ChannelId: 'rx-1',
    Async: true,
  })
})

order('may be sent, and only what was given is sent', () => {
  const encoded = encode(originate(wanted(), 30_000, 'rx-1'), 'response')
  assert.is(
    E.isRight(encoded) && encoded.right('id'),
    'Action: Originate\r\nActionID: id\r\nChannel: PJSIP/200\r\nExten: 240\r\nContext: door\r\nPriority: 1\r\n' +
      'Timeout: 30000\r\nChannelId: rx-1\r\nAsync: true\r\n\r\n',
  )
})

order('a ring time is a whole number of milliseconds', () => {
  assert.is(originate(wanted(), 1500.6, 'x')['Timeout'], 1501)
  assert.is(originate(wanted(), 0.1, 'x')['Timeout'], 1)
})

for (const [callerId, sent] of [
  ['Door <30>', 'Door <30>'],
  [{ number: '30' }, '<30>'],
  [{ name: 'Front Door', number: '30' }, '"Front Door" <30>'],
  [{ name: 'The "big" \\ one', number: '30' }, '"The \\"big\\" \\\\ one" <30>'],
] as const) {
  order(`the caller id ${JSON.stringify(callerId)} is sent as ${sent}`, () => {
    assert.is(originate(withOptions({ callerId }), 1, 'x')['CallerID'], sent)
  })
}

for (const [name, sent] of [
  ['PJSIP_HEADER(add,Alert-Info)', 'PJSIP_HEADER(add\\,Alert-Info)'],
  ['HASH(door,"front")', 'HASH(door\\,\\"front\\")'],
  ['CHANNEL(hangup_handler_push)', 'CHANNEL(hangup_handler_push)'],
  ['a b', 'a b'],
  ['a,b', 'a\\,b'],
  ['a"b', 'a\\"b'],
  ['a\\b', 'a\\\\b'],
  [' a', '\\ a'],
  ['a(b', 'a(b'],
  ['__A', '__A'],
] as const) {
  order(`the variable ${name} is sent so that Asterisk reads this name`, () => {
    const action = originate(withOptions({ variables: { [name]: '1,2' } }), 1, 'x')
    assert.is(mistake(withOptions({ variables: { [name]: '1,2' } })), undefined)
    assert.equal(action['Variable'], [`${sent}="1,2"`])
    assert.is(E.isRight(encode(action, 'response')), true)
  })
}

order('variables are quoted, one header each, so that a comma is no end', () => {
  const { Variable } = originate(withOptions({ variables: { A: '1,B=2', C: 'say "x" \\' } }), 1, 'x')
  assert.equal(Variable, ['A="1,B=2"', 'C="say \\"x\\" \\\\"'])
})

order('account and early media are passed on', () => {
  const action = originate(withOptions({ account: 'home', earlyMedia: true }), 1, 'x')
  assert.equal([action['Account'], action['EarlyMedia']], ['home', true])
})

order.run()

const mistakes = suite('mistakes in a call')

mistakes('a source, an extension and a context are enough', () => {
  assert.is(mistake(wanted()), undefined)
  assert.is(mistake(wanted({ source: 'Local/240@door/n', options: { callerId: { number: '1' } } })), undefined)
  assert.is(mistake(withOptions({ timeout: 1, variables: { 'SHARED(x)': '1', __A: '' } })), undefined)
})

for (const source of ['', '200', '/200', 'PJSIP/', 'PJ SIP/200']) {
  mistakes(`the source '${source}' lacks its technology`, () => {
    assert.match(mistake(wanted({ source })) ?? '', /technology, such as PJSIP\//)
  })
}

mistakes('an empty extension or context would fail without a reason', () => {
  assert.match(mistake(wanted({ dest: '' })) ?? '', /extension and a context/)
  assert.match(mistake(wanted({ context: '' })) ?? '', /extension and a context/)
})

for (const [name, why] of [
  ['', /needs a name/],
  ['a=b', /must not contain =/],
] as const) {
  mistakes(`${JSON.stringify(name)} is no name of a variable, and its value is not shown`, () => {
    const said = mistake(withOptions({ variables: { good: '1', [name]: 'hunter2' } })) ?? ''
    assert.match(said, why)
    assert.not.match(said, /hunter2/)
  })
}

mistakes('a variable without a text, as a program in JavaScript may write it, has no value', () => {
  for (const value of [undefined, null, 1, {}, ['a']]) {
    const variables = { A: '' }
    Object.assign(variables, { A: value })
    assert.match(mistake(withOptions({ variables })) ?? '', /value of a variable must be a text/)
  }
})

mistakes('an extension or a context that is no text is none', () => {
  for (const dest of [undefined, null, 101, {}]) {
    assert.match(mistake(Object.assign(wanted(), { dest })) ?? '', /extension and a context/)
  }
})

for (const timeout of [0, -1, Number.NaN, Infinity, 3_000_000_000]) {
  mistakes(`${timeout} is no ring time`, () => {
    assert.match(mistake(withOptions({ timeout })) ?? '', /more than 0 and at most 2000000000/)
  })
}

mistakes.run()

const outcomes = suite('the outcome of a call')

const ACCEPTED = frame('Response: Success', 'Message: Originate successfully queued')
const response = (ending: string, ...headers: readonly string[]): Frame =>
  frame('Event: OriginateResponse', `Response: ${ending}`, ...headers)
/** The outcome of each frame, and the calls that were emitted. */
const read = (frames: readonly Frame[], { source = 'PJSIP/200', hears = true } = {}) => {
  const calls: Answered[] = []
  let accepted = 0
  const answer = outcomeOf(source, hears, () => {
    accepted += 1
  })
  const verdicts = frames.map((each) => answer(each, { next: (call) => calls.push(call) }))
  return { verdicts, calls, accepted }
}
const failed = (reason: number, source = 'PJSIP/200'): Failure | string | undefined =>
  read([response('Failure', `Reason: ${reason}`)], { source }).verdicts[0]

outcomes('an accepted action is no call yet', () => {
  assert.equal(read([ACCEPTED]), { verdicts: ['more'], calls: [], accepted: 1 })
})

outcomes('a call is its channel, when the source has answered', () => {
  const { verdicts, calls } = read([
    ACCEPTED,
    response('Success', 'Channel: PJSIP/200-00000003', 'Reason: 4', 'Uniqueid: rx-1'),
  ])
  assert.equal(verdicts, ['more', 'done'])
  assert.equal(calls, [{ channel: 'PJSIP/200-00000003', uniqueid: 'rx-1' }])
})

for (const [code, reason] of [
  [1, 'cancelled'],
  [3, 'noAnswer'],
  [5, 'busy'],
  [8, 'congestion'],
  [7, 'failed'],
  [99, 'failed'],
] as const) {
  outcomes(`reason ${code} is ${reason}`, () => {
    assert.equal(failed(code), { _tag: 'CallFailed', source: 'PJSIP/200', reason, code: O.some(code), hint: O.none })
  })
}

const hintOf = (source: string): string => {
  const failure = failed(0, source)
  return typeof failure === 'object' && failure._tag === 'CallFailed' && O.isSome(failure.hint)
    ? failure.hint.value
    : ''
}

outcomes('reason 0 of chan_sip names the phone in PJSIP', () => {
  assert.match(hintOf('SIP/200'), /no chan_sip.*PJSIP\/200/)
  assert.match(hintOf('sip/200'), /PJSIP\/200/)
})

outcomes('reason 0 of another technology has the hint to check the registration', () => {
  assert.match(hintOf('PJSIP/200'), /registered/)
  assert.not.match(hintOf('PJSIP/200'), /chan_sip/)
})

outcomes('a missing reason counts as 0', () => {
  const [failure] = read([response('Failure')]).verdicts
  assert.equal(typeof failure === 'object' && failure._tag === 'CallFailed' && failure.code, O.some(0))
})

outcomes('an extension that does not exist fails at once', () => {
  const { verdicts } = read([frame('Response: Error', 'Message: Extension does not exist.')])
  assert.equal(verdicts, [
    { _tag: 'CallFailed', source: 'PJSIP/200', reason: 'noExtension', code: O.none, hint: O.none },
  ])
})

outcomes('a refusal names the class that would allow it', () => {
  const { verdicts, accepted } = read([frame('Response: Error', 'Message: Permission denied')])
  assert.equal(verdicts, [{ _tag: 'Refused', action: 'Originate', message: 'Permission denied', needs: ['originate'] }])
  assert.is(accepted, 0)
})

outcomes('where the event mask leaves out OriginateResponse, the fate is unknown, and no permission would help', () => {
  const [fate] = read([ACCEPTED], { hears: false }).verdicts
  assert.ok(typeof fate === 'object' && fate._tag === 'FateUnknown')
  assert.match(fate.why, /option events/)
  assert.equal(fate.needs, [])
})

outcomes('other events of the same ActionID are ignored', () => {
  assert.equal(read([frame('Event: UserEvent', 'Response: Success')]).verdicts, ['more'])
})

outcomes.run()
