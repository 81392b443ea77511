import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { writeClasses } from '../../src/protocol/authorization.js'

const test = suite('writeClasses')

test('tells the classes of which any one allows an action', () => {
  assert.equal(writeClasses('DBPut'), ['system'])
  assert.equal(writeClasses('DBGet'), ['system', 'reporting'])
  assert.equal(writeClasses('MailboxCount'), ['call', 'reporting'])
  assert.equal(writeClasses('Hangup'), ['system', 'call'])
  assert.equal(writeClasses('Originate'), ['originate'])
  assert.equal(writeClasses('UserEvent'), ['user'])
})

test('an action that every login may send needs none', () => {
  assert.equal(writeClasses('Ping'), [])
})

test('of an action that it does not know it tells none', () => {
  for (const action of ['Unheard', '', 'constructor', '__proto__']) assert.equal(writeClasses(action), [])
})

test.run()
