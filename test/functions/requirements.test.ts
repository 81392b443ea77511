import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { requirements, type RequiredMember } from '../../src/index.js'

const test = suite('requirements')

const LEAST: readonly (readonly [used: readonly RequiredMember[], read: string, write: string])[] = [
  [['device'], 'call', 'call'],
  [['device', 'deviceState', 'channel$', 'channelChange$', 'hangup', 'mailbox', 'mailboxCount'], 'call', 'call'],
  [['userEvent'], 'user', ''],
  [['dtmf'], 'dtmf', ''],
  [['call'], 'call', 'originate,call'],
  [['dbRead'], '', 'reporting'],
  [['dbRead', 'dbWrite'], '', 'system'],
  [['device', 'dbWrite'], 'call', 'system'],
  [['sendUserEvent', 'command'], '', 'user,command'],
  [['permissions'], '', ''],
  [[{ event: 'Cdr' }, { event: 'VarSet' }], 'cdr,dialplan', ''],
  [[{ event: 'VoicemailPasswordChange' }], 'user,system', ''],
  [[{ action: 'QueueAdd' }, { action: 'QueueStatus' }], '', 'agent'],
]

for (const [used, read, write] of LEAST) {
  test(`${JSON.stringify(used)} needs read ${read || 'none'} and write ${write || 'none'}`, () => {
    const least = requirements(used)
    assert.equal([least.read.join(), least.write.join()], [read, write])
  })
}

test('the lines can be pasted into manager.conf', () => {
  assert.equal(requirements(['mailbox', 'userEvent'], '22.10.1').lines, [
    'read = call,user',
    'write = call',
    'eventfilter(action(include),name(MessageWaiting)) =',
    'eventfilter(action(include),name(UserEvent)) =',
  ])
})

test('a class list never has a blank or an empty entry', () => {
  const { lines } = requirements(['call', 'userEvent', 'dbWrite'])
  for (const line of lines.filter((each) => /^(read|write)/.test(each))) assert.match(line, /^\w+ = \w+(,\w+)*$/)
})

test('no members need no classes, and the lines are written as none', () => {
  assert.equal(requirements([]).lines, ['read = none', 'write = none'])
})

for (const version of ['18.25.0', '20.10', '21.5.0', '22.0.0', '16.28.0', '']) {
  test(`Asterisk ${version || 'of an unknown version'} gets one filter by regular expression`, () => {
    assert.equal(requirements(['mailbox', 'userEvent'], version).eventfilter, [
      'eventfilter = ^Event: (MessageWaiting|UserEvent)[[:space:]]',
    ])
  })
}

for (const version of ['18.26.4', '20.11.0', '21.6', '22.1.0', '23.0.0', '24.0.0-pre1']) {
  test(`Asterisk ${version} gets a filter for each name`, () => {
    assert.equal(requirements(['userEvent'], version).eventfilter, ['eventfilter(action(include),name(UserEvent)) ='])
  })
}

test('the filter passes events that help a member, and asks no class for them', () => {
  const { read, eventfilter } = requirements(['endpoint'], '23.0.0')
  assert.equal(read, ['system'])
  assert.equal(
    eventfilter.map((line) => /name\((\w+)\)/.exec(line)?.[1]),
    ['ContactStatus', 'DeviceStateChange', 'Reload'],
  )
})

test('warns of the traps of class lists, and of rights that reach far', () => {
  const { warnings } = requirements(['dbWrite', 'call'])
  assert.match(warnings.join('\n'), /no blanks and no empty entries/)
  assert.match(warnings.join('\n'), /write=system may/)
  assert.match(warnings.join('\n'), /write=originate reaches/)
  assert.not.match(requirements(['device']).warnings.join('\n'), /write=system/)
})

test.run()
