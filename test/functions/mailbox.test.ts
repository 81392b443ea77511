import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frame } from '../../src/index.js'
import { mailboxCount } from '../../src/functions/mailbox.js'
import { asked, settled } from '../support/asked.js'

const test = suite('mailboxCount')

const counted = (...headers: readonly string[]) =>
  frame('Response: Success', 'Message: Mailbox Message Count', ...headers)

test('is old and new messages, in that order', () => {
  const { ask, actions } = asked(counted('Mailbox: 2222@default', 'UrgMessages: 0', 'NewMessages: 1', 'OldMessages: 3'))
  assert.equal(settled(mailboxCount(ask)('2222')), [[3, 1], 'end'])
  assert.equal(actions, [{ Action: 'MailboxCount', Mailbox: '2222@default' }])
})

for (const [mailbox, context, sent] of [
  ['2222', undefined, '2222@default'],
  ['2222', 'office', '2222@office'],
  ['2222@home', undefined, '2222@home'],
] as const) {
  test(`the mailbox ${mailbox} of ${context ?? 'no context'} is ${sent}`, () => {
    const { ask, actions } = asked()
    settled(mailboxCount(ask)(mailbox, context))
    assert.is(actions[0]?.['Mailbox'], sent)
  })
}

test('an answer without counts is zeros', () => {
  assert.equal(settled(mailboxCount(asked(counted()).ask)('2222')), [[0, 0], 'end'])
})

test('without permission it is refused, and names the classes that would allow it', () => {
  const [failure] = settled(mailboxCount(asked(frame('Response: Error', 'Message: Permission denied')).ask)('2222'))
  assert.ok(typeof failure === 'object' && '_tag' in failure && failure._tag === 'Refused')
  assert.equal([...failure.needs].sort(), ['call', 'reporting'])
})

test('nothing is sent before the subscription, and each subscription sends', () => {
  const { ask, actions } = asked(counted('NewMessages: 1', 'OldMessages: 3'))
  const count$ = mailboxCount(ask)('2222')
  assert.is(actions.length, 0)
  settled(count$)
  settled(count$)
  assert.is(actions.length, 2)
})

test.run()
