import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { AUTHORIZATION_CLASSES, writeClasses } from '../../src/protocol/permission.js'

const test = suite('writeClasses')

test('lists the classes of which any one allows an action', () => {
  assert.equal(writeClasses('DBPut'), ['system'])
  assert.equal(writeClasses('DBGet'), ['system', 'reporting'])
  assert.equal(writeClasses('MailboxCount'), ['call', 'reporting'])
  assert.equal(writeClasses('Hangup'), ['system', 'call'])
  assert.equal(writeClasses('Originate'), ['originate'])
  assert.equal(writeClasses('UserEvent'), ['user'])
})

test('lists them for each action that this library sends', () => {
  for (const action of ['DBDel', 'DBDelTree']) assert.equal(writeClasses(action), ['system'])
  assert.equal(writeClasses('DBGetTree'), ['system', 'reporting'])
  assert.equal(writeClasses('Status'), ['system', 'call', 'reporting'])
  assert.equal(writeClasses('Command'), ['command'])
  assert.equal(writeClasses('QueueStatus'), [])
})

test('the classes are those that manager.conf of Asterisk 22 knows', () => {
  const names =
    'system call log verbose command agent user config dtmf reporting cdr dialplan originate agi cc aoc test'
  assert.equal([...AUTHORIZATION_CLASSES], [...names.split(' '), 'security', 'message'])
})

test('an action that every login may send needs none', () => {
  assert.equal(writeClasses('Ping'), [])
})

test('lists no class for an unknown action', () => {
  for (const action of ['Unheard', '', 'constructor', '__proto__']) assert.equal(writeClasses(action), [])
})

test.run()
