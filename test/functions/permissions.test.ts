import { NEVER, of, Subject, take } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Frame, frame, type Permissions } from '../../src/index.js'
import { permissions, writeHeld } from '../../src/functions/permissions.js'
import { asked, settled } from '../support/asked.js'

const test = suite('permissions')

const listed = (...names: readonly string[]) =>
  frame('Response: Success', 'ActionID: 1', ...names.map((name) => `${name}: does something  (Priv: x,all)`))

/** The actions that Asterisk 22 lists for `write = call`, of those that matter here. */
const CALL = ['Ping', 'Hangup', 'MailboxCount', 'Setvar', 'Status', 'Getvar']

test('an action of one class that is listed shows that class', () => {
  const held = writeHeld(new Set(['Originate', 'Setvar']))
  assert.equal([held.get('originate'), held.get('call')], ['held', 'held'])
})

test('an action that every Asterisk has and that is not listed shows that its classes are missing', () => {
  const held = writeHeld(new Set(CALL))
  assert.equal(
    ['call', 'system', 'reporting', 'originate', 'command', 'user', 'config', 'message', 'aoc'].map((name) =>
      held.get(name as 'call'),
    ),
    ['held', 'missing', 'missing', 'missing', 'missing', 'missing', 'missing', 'missing', 'missing'],
  )
})

test('an action of two classes shows the one that is not known to be missing', () => {
  assert.is(writeHeld(new Set(['DBGet', 'MailboxCount'])).get('reporting'), 'held')
})

for (const [name, missing] of [
  ['AOCMessage', 'aoc'],
  ['Command', 'command'],
  ['MessageSend', 'message'],
  ['Originate', 'originate'],
  ['UpdateConfig', 'config'],
  ['UserEvent', 'user'],
] as const)
  test(`a list without ${name} shows that ${missing} is missing`, () => {
    assert.is(writeHeld(new Set([])).get(missing), 'missing')
    assert.is.not(writeHeld(new Set([name])).get(missing), 'missing')
  })

test('a list without Hangup or MailboxCount shows that both of its classes are missing', () => {
  assert.equal(
    ['call', 'system', 'reporting'].map((name) => writeHeld(new Set(['DBPut'])).get(name as 'call')),
    ['missing', 'held', 'missing'],
  )
  assert.is(writeHeld(new Set(['Hangup', 'DBGet'])).get('reporting'), 'missing')
})

test('a class that no action shows is unknown, not missing', () => {
  const held = writeHeld(new Set(['DBGet', 'DBPut', 'MailboxCount', 'Setvar']))
  assert.equal([held.get('reporting'), held.get('agent'), held.get('dtmf')], ['unknown', 'unknown', 'unknown'])
})

test('gives every action that the login may send', () => {
  const [told] = settled(permissions(asked(listed(...CALL)).ask, NEVER)().pipe(take(1)))
  assert.equal([...(told as Permissions).actions], CALL)
})

test('sends ListCommands once for each subscription', () => {
  const { ask, actions } = asked(listed('Ping'))
  const permissions$ = permissions(ask, of())()
  assert.equal(actions, [])
  settled(permissions$)
  settled(permissions$)
  assert.equal(actions, [{ Action: 'ListCommands' }, { Action: 'ListCommands' }])
})

test('emits when an event of a new read class arrives, and not twice for one class', () => {
  const frame$ = new Subject<Frame>()
  const seen: string[][] = []
  permissions(asked(listed('Ping')).ask, frame$)().subscribe(({ read }) => seen.push([...read]))
  frame$.next(frame('Event: Hangup', 'Privilege: call,all'))
  frame$.next(frame('Event: Newchannel', 'Privilege: call,all'))
  frame$.next(frame('Event: VoicemailPasswordChange', 'Privilege: user,system,all'))
  frame$.next(frame('Response: Success', 'Privilege: command,all'))
  assert.equal(seen, [[], ['call'], ['call', 'user'], ['call', 'user', 'system']])
})

test('fails as the action does', () => {
  const [failure] = settled(permissions(asked(frame('Response: Error', 'Message: no')).ask, NEVER)())
  assert.equal(failure, { _tag: 'Refused', action: 'ListCommands', message: 'no', needs: [] })
})

test('unsubscribed early, it leaves the frames', () => {
  const frame$ = new Subject<Frame>()
  permissions(asked(listed('Ping')).ask, frame$)()
    .subscribe()
    .unsubscribe()
  assert.is(frame$.observed, false)
})

test('a login whose list lacks DBPut has no class system', () => {
  const all = ['AOCMessage', 'Command', 'DBGet', 'DBPut', 'Hangup', 'MailboxCount', 'Setvar']
  const withoutDbPut = all.filter((name) => name !== 'DBPut' && name !== 'DBGet')
  assert.is(writeHeld(new Set(all)).get('system'), 'held')
  assert.is(writeHeld(new Set(withoutDbPut)).get('system'), 'missing')
})

test.run()
