import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { custom } from '../../src/index.js'
import { CustomAction, CustomEventName } from '../../src/protocol/custom.js'
import { complaints } from '../support/snippets.js'

const test = suite('custom')

test('a text is the name of an event', () => {
  const name = custom('DongleStatus')
  assert.instance(name, CustomEventName)
  assert.is(name.event, 'DongleStatus')
})

test('an object is an action', () => {
  const action = { Action: 'DongleReset', Device: 'dongle0' }
  const made = custom(action)
  assert.instance(made, CustomAction)
  assert.is(made.action, action)
})

test('an event name is no action, and an action is no event name', () => {
  const program = (text: string) => ({ at: '', text: `import { custom } from 'rx-asterisk'\n${text}` })
  const said = complaints([
    program("custom('DongleStatus').event.length; custom({ Action: 'DongleReset' }).action.Action"),
    program("custom('DongleStatus').action"),
    program("custom({ Action: 'DongleReset' }).event"),
    program("custom({ Device: 'dongle0' })"),
  ])
  assert.equal(
    said.map(({ length }) => length),
    [0, 1, 1, 1],
  )
})

test.run()
