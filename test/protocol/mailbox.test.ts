import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frame, type MailboxCount } from '../../src/index.js'
import { count, known } from '../../src/protocol/value.js'
import { countAnnounced, countAnswered, mailboxName, sameCount } from '../../src/protocol/mailbox.js'

const announced = (...headers: readonly string[]) => frame('Event: MessageWaiting', 'Mailbox: 1@default', ...headers)
const counted = (old: number, fresh: number, urgent?: number): MailboxCount => ({
  old,
  new: fresh,
  urgent: O.fromNullable(urgent),
})

const test = suite('mailbox counts')

test('a mailbox without a context is in the default one', () => {
  assert.is(mailboxName('2222'), '2222@default')
  assert.is(mailboxName('2222', 'office'), '2222@office')
  assert.is(mailboxName('2222@home', 'office'), '2222@home')
})

test('an answer has old, new and urgent', () => {
  const answer = frame('Response: Success', 'UrgMessages: 1', 'NewMessages: 2', 'OldMessages: 3')
  assert.equal(countAnswered(answer), O.some(counted(3, 2, 1)))
})

test('an answer without urgent has none', () => {
  assert.equal(countAnswered(frame('Response: Success', 'NewMessages: 0')), O.some(counted(0, 0)))
})

test('another answer is none', () => {
  assert.equal(countAnswered(frame('Response: Success', 'Ping: Pong')), O.none)
  assert.equal(countAnswered(frame('Response: Success', 'NewMessages: many')), O.none)
})

test('an announcement has old and new', () => {
  assert.equal(countAnnounced(announced('Waiting: 0', 'New: 3', 'Old: 1'), O.none), O.some(counted(1, 3)))
})

test('an announcement without New is none', () => {
  assert.equal(countAnnounced(announced('Waiting: 1'), O.none), O.none)
})

test('an announcement without Old counts none', () => {
  assert.equal(countAnnounced(announced('New: 1'), O.none), O.some(counted(0, 1)))
})

test('known urgent messages are taken off the new ones', () => {
  assert.equal(countAnnounced(announced('New: 5', 'Old: 0'), O.some(counted(0, 0, 2))), O.some(counted(0, 3, 2)))
})

test('there are never more urgent messages than new ones announced', () => {
  assert.equal(countAnnounced(announced('New: 1', 'Old: 4'), O.some(counted(0, 0, 3))), O.some(counted(4, 0, 1)))
})

test('counts are equal when all three are', () => {
  assert.is(sameCount(counted(1, 2, 3), counted(1, 2, 3)), true)
  assert.is(sameCount(counted(1, 2), counted(1, 2)), true)
  for (const other of [counted(0, 2, 3), counted(1, 0, 3), counted(1, 2, 0), counted(1, 2)]) {
    assert.is(sameCount(counted(1, 2, 3), other), false)
  }
})

test.run()

const fields = suite('fields')

fields('a text of Asterisk for an absent value is none', () => {
  for (const nothing of ['', '<unknown>', '<null>', '(null)', '<none>', '(none)', '-none-', 'n/a', undefined]) {
    assert.equal(known(nothing), O.none)
  }
})

fields('any other text is known', () => {
  for (const text of ['0', 'unknown', ' ', 'n/A']) assert.equal(known(text), O.some(text))
})

fields('whole numbers are counts', () => {
  assert.equal(count('0'), O.some(0))
  assert.equal(count('0012'), O.some(12))
  assert.equal(count('999999999999999'), O.some(999_999_999_999_999))
})

fields('anything else is no count', () => {
  for (const text of ['', '-1', '1.5', ' 1', '1e3', 'x', '0x1', '1234567890123456', '1\n', undefined]) {
    assert.equal(count(text), O.none)
  }
})

fields.run()
