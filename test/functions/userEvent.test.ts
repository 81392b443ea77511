import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frame } from '../../src/index.js'
import { sendUserEvent } from '../../src/functions/userEvent.js'
import { encode } from '../../src/protocol/action.js'
import { isRight } from 'fp-ts/lib/Either.js'
import { asked, settled } from '../support/asked.js'

const test = suite('sendUserEvent')

const SENT = frame('Response: Success', 'Message: Event Sent')

test('emits once when it was passed on', () => {
  const { ask, actions } = asked(SENT)
  assert.equal(settled(sendUserEvent(ask)('Door', { Source: '30', Value: 'front' })), [undefined, 'end'])
  assert.equal(actions, [{ Action: 'UserEvent', UserEvent: 'Door', Source: '30', Value: 'front' }])
})

test('needs no headers', () => {
  const { ask, actions } = asked(SENT)
  settled(sendUserEvent(ask)('Door'))
  assert.equal(actions, [{ Action: 'UserEvent', UserEvent: 'Door' }])
})

test('a header may be repeated by an array', () => {
  const { ask, actions } = asked(SENT)
  settled(sendUserEvent(ask)('Door', { Digit: ['1', '2'] }))
  const [action] = actions
  assert.ok(action !== undefined)
  const encoded = encode(action, 'response')
  assert.is(
    isRight(encoded) && encoded.right('id'),
    'Action: UserEvent\r\nActionID: id\r\nUserEvent: Door\r\nDigit: 1\r\nDigit: 2\r\n\r\n',
  )
})

for (const taken of ['Action', 'action', 'UserEvent', 'USEREVENT']) {
  test(`the header ${taken} would make something else of it, and nothing is sent`, () => {
    const { ask, actions } = asked(SENT)
    assert.equal(settled(sendUserEvent(ask)('Door', { [taken]: 'Originate' })), [
      { _tag: 'InvalidAction', action: 'UserEvent', why: `the header ${taken} is reserved` },
    ])
    assert.equal(actions, [])
  })
}

for (const name of ['', undefined, null, 7]) {
  test(`${JSON.stringify(name)} is no name, and nothing is sent`, () => {
    const { ask, actions } = asked(SENT)
    const untyped = { name: '' }
    Object.assign(untyped, { name })
    assert.equal(settled(sendUserEvent(ask)(untyped.name)), [
      { _tag: 'InvalidAction', action: 'UserEvent', why: 'it needs a name' },
    ])
    assert.equal(actions, [])
  })
}

test('without permission it is refused, and names the class that would allow it', () => {
  const { ask } = asked(frame('Response: Error', 'Message: Permission denied'))
  assert.equal(settled(sendUserEvent(ask)('Door')), [
    { _tag: 'Refused', action: 'UserEvent', message: 'Permission denied', needs: ['user'] },
  ])
})

test('nothing is sent before the subscription', () => {
  const { ask, actions } = asked(SENT)
  sendUserEvent(ask)('Door')
  assert.equal(actions, [])
})

test.run()
