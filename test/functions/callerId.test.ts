import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { callerIdMistake, callerIdText } from '../../src/functions/callerId.js'

const test = suite('the caller id of a call')

for (const number of ['30', '+49301234', '', '30.', 'a[1-2]', 'a;b=c', 'a"b', 'a\\b', '*21#', 'Ä', '1'.repeat(240)]) {
  test(`the number '${number}' arrives as it is`, () => {
    assert.is(callerIdMistake({ name: 'N', number }), undefined)
    assert.is(callerIdText({ name: 'N', number }), `"N" <${number}>`)
  })
}

for (const name of ['', 'O"Brien \\', 'A <b> C', ' blanks ', 'Ümlaut, x', "'x'", '" <66>']) {
  test(`the name '${name}' arrives as it is`, () => {
    assert.is(callerIdMistake({ name, number: '30' }), undefined)
  })
}

for (const number of ['30> <66', '30>', '<30', '30><']) {
  test(`the number '${number}' would forge a name or another number`, () => {
    assert.match(callerIdMistake({ name: 'N', number }) ?? '', /< or >/)
    assert.match(callerIdMistake({ number }) ?? '', /< or >/)
  })
}

for (const number of ['030 1234', '(030)1234', '30-1', 'a@b.c', '1.2.', 'door-1', 'a[1-2]-3']) {
  test(`the number '${number}' would lose characters`, () => {
    assert.match(callerIdMistake({ number }) ?? '', /Asterisk drops them/)
  })
}

test('what is no text is no caller id', () => {
  for (const wrong of [{ number: undefined }, { number: 30 }, { number: null }, { name: 7 }, { name: {} }]) {
    const untyped = { name: 'N', number: '30' }
    Object.assign(untyped, wrong)
    assert.match(callerIdMistake(untyped) ?? '', /must be texts/)
  }
})

test('255 bytes are sent, 256 refused, escapes counted', () => {
  assert.is(callerIdMistake({ name: 'n'.repeat(249), number: '5' }), undefined)
  assert.match(callerIdMistake({ name: 'n'.repeat(250), number: '5' }) ?? '', /255 bytes at most/)
  assert.match(callerIdMistake({ name: 'ä'.repeat(125), number: '5' }) ?? '', /255 bytes at most/)
  assert.match(callerIdMistake({ name: '"'.repeat(125), number: '5' }) ?? '', /255 bytes at most/)
  assert.match(callerIdMistake('x'.repeat(256)) ?? '', /255 bytes at most/)
})

test('a text is in the notation of Asterisk already', () => {
  assert.is(callerIdMistake('"Door" <30>'), undefined)
  assert.is(callerIdText('Door <030-1>'), 'Door <030-1>')
})

test.run()
