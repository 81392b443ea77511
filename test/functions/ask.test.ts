import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frame } from '../../src/index.js'
import { list, send } from '../../src/functions/ask.js'
import { asked, settled } from '../support/asked.js'

const sending = suite('send')

sending('is the response, with its message', () => {
  const response = frame('Response: Success', 'Message: Member paused')
  const { ask, actions, forms } = asked(response)
  const action = { Action: 'QueuePause', Interface: 'PJSIP/30' }
  assert.equal(settled(send(ask)(action)), [{ message: 'Member paused', frame: response }, 'end'])
  assert.equal(actions, [action])
  assert.equal(forms, ['response'])
})

sending('a response without a message has an empty one', () => {
  const response = frame('Response: Goodbye')
  assert.equal(settled(send(asked(response).ask)({ Action: 'Logoff' })), [{ message: '', frame: response }, 'end'])
})

sending('an error is a refusal, without the line end that some texts carry', () => {
  const { ask } = asked(frame('Response: Error', 'Message: No such queue\n'))
  assert.equal(settled(send(ask)({ Action: 'QueuePause' })), [
    { _tag: 'Refused', action: 'QueuePause', message: 'No such queue', needs: [] },
  ])
})

sending('an error without a message has a text of its own', () => {
  const { ask } = asked(frame('Response: Error'))
  assert.equal(settled(send(ask)({ Action: 'Ping' })), [
    { _tag: 'Refused', action: 'Ping', message: 'without a reason', needs: [] },
  ])
})

sending('events of its ActionID that come before are not the answer', () => {
  const response = frame('Response: Success')
  const { ask } = asked(frame('Event: UserEvent', 'UserEvent: Forged'), response)
  assert.equal(settled(send(ask)({ Action: 'Ping' })), [{ message: '', frame: response }, 'end'])
})

sending('an application that may run programs needs class system', () => {
  const { ask } = asked(frame('Response: Error', 'Message: Originate Access Forbidden: app or data blacklisted'))
  const [failure] = settled(send(ask)({ Action: 'Originate' }))
  assert.ok(typeof failure === 'object' && '_tag' in failure && failure._tag === 'Refused')
  assert.equal(failure.needs, ['system'])
})

sending.run()

const listing = suite('list')

const START = frame('Response: Success', 'EventList: start', 'Message: will follow')
const ITEMS = [frame('Event: QueueMember', 'Name: a'), frame('Event: QueueMember', 'Name: b')] as const
const action = { Action: 'QueueStatus' }

listing('is its items, and ends where Asterisk ends it', () => {
  const { ask, forms } = asked(START, ...ITEMS, frame('Event: QueueStatusComplete', 'EventList: Complete'))
  assert.equal(settled(list(ask)(action)), [...ITEMS, 'end'])
  assert.equal(forms, ['list'])
})

listing('without items is empty', () => {
  const complete = frame('Event: QueueStatusComplete', 'EventList: Complete', 'ListItems: 1')
  assert.equal(settled(list(asked(START, complete).ask)(action)), ['end'])
})

listing('a success that begins no list is a list without items', () => {
  assert.equal(settled(list(asked(frame('Response: Success')).ask)(action)), ['end'])
})

listing('that Asterisk cancels keeps its items and fails', () => {
  const cancelled = frame('Event: QueueStatusComplete', 'EventList: cancelled')
  assert.equal(settled(list(asked(START, ITEMS[0], cancelled).ask)(action)), [
    ITEMS[0],
    { _tag: 'Refused', action: 'QueueStatus', message: 'the list was cancelled', needs: [] },
  ])
})

listing('that is refused fails', () => {
  assert.equal(settled(list(asked(frame('Response: Error', 'Message: No such list')).ask)(action)), [
    { _tag: 'Refused', action: 'QueueStatus', message: 'No such list', needs: [] },
  ])
})

listing.run()
