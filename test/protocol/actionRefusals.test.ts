import * as E from 'fp-ts/lib/Either.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Action, show } from '../../src/index.js'
import { type AnswerForm, encode } from '../../src/protocol/action.js'

const SECRET = 'hunter2'

/** The reason for which an action is refused, in the sentence that a user reads. */
const refusal = (action: Action, form: AnswerForm = 'response'): string => {
  const encoded = encode(action, form)
  if (E.isRight(encoded)) return `sent: ${encoded.right('rx-1')}`
  assert.is(encoded.left._tag, 'InvalidAction')
  return show(encoded.left)
}
const isSent = (action: Action, form: AnswerForm = 'response'): void => {
  assert.match(refusal(action, form), /^sent: /)
}
const isRefused = (action: Action, why: RegExp, form: AnswerForm = 'response'): void => {
  assert.not.match(refusal(action, form), /^sent: /)
  assert.match(refusal(action, form), why)
  assert.not.match(refusal(action, form), new RegExp(SECRET))
}
/** An action as a program in JavaScript may write it. */
const untyped = (action: object): Action => Object.assign({ Action: 'X' }, action)

const test = suite('encode: refusals')

for (const [what, ending] of [
  ['a CR', '\r'],
  ['an LF', '\n'],
  ['a CRLF', '\r\n'],
  ['a NUL', '\0'],
] as const) {
  test(`${what} in a value is refused, and the value is not shown`, () => {
    isRefused({ Action: 'X', Val: `${SECRET}${ending}Action: Y` }, /Val contains a line break or NUL/)
  })

  test(`${what} in one text of an array is refused`, () => {
    isRefused({ Action: 'X', Variable: ['a=1', `b=${SECRET}${ending}`] }, /Variable contains a line break or NUL/)
  })

  test(`${what} in a header's name is refused`, () => {
    isRefused({ Action: 'X', [`Val${ending}Other`]: SECRET }, /is not a valid header name/)
  })

  test(`${what} in the action's name is refused`, () => {
    isRefused({ Action: `X${ending}Y`, Secret: SECRET }, /cannot be sent/)
  })
}

for (const name of ['', ' ', ' Val', 'Val ', 'a:b', 'Val:', '\tVal', 'a\tb', 'Val\ud800']) {
  test(`'${name}' is no header name`, () => {
    isRefused({ Action: 'X', [name]: SECRET }, /is not a valid header name/)
  })
}

test('an ActionID of one’s own is refused in any case', () => {
  for (const name of ['ActionID', 'actionid', 'ACTIONID'])
    isRefused({ Action: 'X', [name]: SECRET }, /is set by this library/)
})

test('a second Action in another case is refused', () => {
  isRefused({ Action: 'X', action: 'Originate' }, /action is set by this library/)
})

test('an action without a name, or with blanks in it, is refused', () => {
  isRefused({ Action: '' }, /an action needs a name/)
  isRefused({ Action: 'Queue Pause' }, /an action needs a name/)
})

test('a leading blank, which would be lost on the way, is refused', () => {
  for (const blank of [' ', '\t', '\x01', '\x1f'])
    isRefused({ Action: 'X', Val: `${blank}${SECRET}` }, /Val begins with a blank or a control character/)
})

for (const half of ['\ud800', '\udc00', 'a\ud83d', '\ud83dz', '\ude00\ud83d']) {
  test(`half of a character is refused: ${JSON.stringify(half)}`, () => {
    isRefused({ Action: 'X', Val: half + SECRET }, /Val contains half of a character/)
    isRefused({ Action: 'X', Variable: ['a=1', `b=${half}`] }, /Variable contains half of a character/)
    isRefused({ Action: `X${half}` }, /half of a character/)
  })
}

test('a whole character of two halves is sent, and so is a name with a blank inside', () => {
  isSent({ Action: 'UserEvent', UserEvent: 'X', Face: '\u{1f600}', 'two words': '1' })
})

test('a no-break space or umlaut in front is sent', () => {
  isSent({ Action: 'X', Val: '\u00a0x' })
  isSent({ Action: 'X', Val: 'ä' })
})

test('a line of 1022 bytes is sent, one of 1023 refused', () => {
  isSent({ Action: 'X', Val: 'x'.repeat(1022 - 'Val: '.length) })
  isRefused({ Action: 'X', Val: 'x'.repeat(1023 - 'Val: '.length) }, /Val makes a line longer than 1022 bytes/)
})

test('the length of a line is counted in bytes', () => {
  isSent({ Action: 'X', Val: `${'ä'.repeat(508)}x` })
  isRefused({ Action: 'X', Val: 'ä'.repeat(509) }, /longer than 1022 bytes/)
})

test('128 lines are sent, 129 refused, the ActionID counted', () => {
  const keys = (count: number): Action => ({
    Action: 'UserEvent',
    Key: Array.from({ length: count }, (_, n) => `${n}`),
  })
  isSent(keys(126))
  isRefused(keys(127), /it has 129 lines; Asterisk accepts 128 at most/)
})

test('values that are no text, finite number or boolean are refused', () => {
  for (const value of [Number.NaN, Infinity, null, {}, 1n, Symbol('x'), () => SECRET, [[SECRET]], [null]]) {
    isRefused(untyped({ Val: value }), /Val must be a text/)
  }
})

test('an action whose name is no text is refused', () => {
  for (const name of [null, undefined, ['Ping']]) isRefused(untyped({ Action: name }), /cannot be sent/)
})

test('an Originate without Async is refused', () => {
  isRefused({ Action: 'Originate', Channel: 'PJSIP/1' }, /without `Async: true`/)
  isRefused({ Action: 'originate', Async: false }, /without `Async: true`/)
  isRefused({ Action: 'Originate', Async: 'true ' }, /without `Async: true`/)
})

test('an Originate with Async in any spelling of true is sent', () => {
  for (const yes of [true, 'true', 'yes', 'y', 't', '1', 1, 'on', 'TRUE', ['true']])
    isSent(untyped({ Action: 'Originate', Async: yes }))
  isSent({ Action: 'Originate', async: true })
})

test('of several Async headers the first counts, as in Asterisk', () => {
  isRefused({ Action: 'Originate', Async: 'false', async: 'true' }, /without `Async: true`/)
  isSent({ Action: 'Originate', Async: undefined, async: 'true' })
  isRefused({ Action: 'Originate', Async: ['false', 'true'] }, /without `Async: true`/)
})

test('WaitEvent and IAXnetstats are refused', () => {
  isRefused({ Action: 'WaitEvent' }, /event\$/)
  isRefused({ Action: 'waitevent' }, /event\$/)
  isRefused({ Action: 'IAXnetstats' }, /sends no response/)
})

test('a Hangup by regular expression is refused as a plain action, and sent as a list', () => {
  isRefused({ Action: 'Hangup', Channel: '/.*/' }, /regular expression/)
  isRefused({ Action: 'hangup', channel: '/.*/' }, /regular expression/)
  isRefused({ Action: 'PJSIPHangup', Channel: '/.*/' }, /regular expression/)
  isSent({ Action: 'Hangup', Channel: '/^PJSIP/' }, 'list')
  isSent({ Action: 'Hangup', Channel: 'PJSIP/30-00000001' })
})

test('a regular expression cannot hide behind a header that is left out', () => {
  isRefused({ Action: 'Hangup', Channel: undefined, channel: '/.*/' }, /regular expression/)
  isRefused({ Action: 'Hangup', Channel: [], channel: '/.*/' }, /regular expression/)
  isRefused({ Action: 'Hangup', Channel: ['/.*/'] }, /regular expression/)
})

test('wildcards in a tree delete are refused, with the function that can do it', () => {
  isRefused({ Action: 'DBDelTree', Family: 'call_forward' }, /entries of other families.*dbDeleteTree/)
  isRefused({ Action: 'DBDelTree', Family: '%' }, /wildcards/)
  isRefused({ Action: 'DBDelTree', Family: 'dnd', Key: 'a_b' }, /wildcards/)
  isRefused({ Action: 'dbdeltree', family: 'a%' }, /wildcards/)
  isRefused({ Action: 'DBDelTree', Family: undefined, family: '%' }, /wildcards/)
  isSent({ Action: 'DBDelTree', Family: 'dnd' })
  isSent({ Action: 'DBPut', Family: 'a_b', Key: '%', Val: '1' })
})

test('a strange name is shown in printable characters, and cut', () => {
  const encoded = encode({ Action: `Ü\r\n${'x'.repeat(200)}` }, 'response')
  assert.is(E.isLeft(encoded) && encoded.left._tag === 'InvalidAction' && encoded.left.action, `???${'x'.repeat(77)}`)
})

test.run()
