import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { call, conf, item, play, PLUGIN } from './play.js'

const devices = suite('items that follow devices')
const mailboxes = suite('items that follow mailboxes')

const FON = conf('[office]', '[[fon]]', 'type = bool', 'ast_dev = 2222')

devices('S7, S9: an item becomes true when its device is called and false at the end, once each, by Asterisk', () => {
  const { what } = play({ files: FON }, (stage) => {
    const fon = item(stage.home, 'office.fon')
    fon.changes$.subscribe(({ value, by, source }) => stage.note([value, by, source]))
    call(stage, 1000, 3000)
  })
  assert.equal(what, [
    [true, 'Asterisk', '2222'],
    [false, 'Asterisk', '2222'],
  ])
})

devices('D16: all items of a device follow it', () => {
  const files = conf('[a]', 'type = bool', 'ast_dev = 2222', '[b]', 'type = num', 'ast_dev = 2222')
  const { what } = play({ files }, (stage) => {
    stage.home.items.changes('*').subscribe(({ path, value }) => stage.note([path, value]))
    call(stage, 1000, 3000)
  })
  assert.equal(what, [
    ['a', true],
    ['b', 1],
    ['a', false],
    ['b', 0],
  ])
})

devices('an item of several devices is true while one of them has a call', () => {
  const files = conf('[any]', 'type = bool', 'ast_dev = 2222 | 30')
  const { what } = play({ files }, (stage) => {
    item(stage.home, 'any').changes$.subscribe(({ value }) => stage.note(value))
    call(stage, 1000, 3000)
    stage.at(2000, () => {
      const { hangup } = stage.pbx.dial('PJSIP/30', '200')
      stage.at(3000, hangup)
    })
    stage.at(4000, () => stage.note('later'))
  })
  assert.equal(what, [true, 'later', false])
})

devices('a call that began before the house is seen, and its end during an outage is seen after it', () => {
  const { what } = play({ files: FON }, (stage) => {
    item(stage.home, 'office.fon').changes$.subscribe(({ value }) => stage.note(value))
    const { hangup } = stage.pbx.dial('PJSIP/200', '2222')
    stage.at(5000, () => {
      stage.pbx.faults.drop('reset')
      hangup()
    })
  })
  assert.equal(what, [true, false])
})

devices('S5: an item of all connections is true while one of them has a call, also when another is refused', () => {
  const two = `${PLUGIN}\n[pbx2]\nplugin_name = asterisk\ninstance = two\nusername = admin\npassword = wrong`
  const files = { 'etc/plugin.conf': two, ...conf('[any]', 'type = bool', 'ast_dev@* = 2222') }
  const { what } = play({ files }, (stage) => {
    item(stage.home, 'any').changes$.subscribe(({ value }) => stage.note(value))
    // Asterisk refuses a login after a second
    call(stage, 5000, 8000)
  })
  // false would be a guess: the other connection may have a call
  assert.equal(what, [true])
})

devices('a refused login is reported once, for any number of items', () => {
  const files = {
    'etc/plugin.conf': PLUGIN.replace('secret', 'wrong'),
    ...FON,
    'items/y.conf': FON['items/x.conf'].replace('office', 'kitchen'),
  }
  const { faults } = play({ files }, () => undefined)
  assert.equal(
    faults.map((fault) => (fault._tag === 'ConnectionFault' ? [fault.connection, fault.failure._tag] : fault)),
    [['ast', 'LoginRefused']],
  )
})

mailboxes('B1: the item has the count from the beginning and follows it; urgent messages count as new', () => {
  const files = conf('[box]', 'type = num', 'ast_box = 2222', '[light]', 'type = bool', 'ast_box = 2222')
  const box = { old: 3, new: 2, urgent: 1 }
  const { what } = play({ files, simulate: { mailboxes: { '2222@default': box } } }, ({ home, pbx, at, note }) => {
    home.items.changes('*').subscribe(({ path, value }) => note([path, value]))
    at(1000, () => {
      pbx.leaveMessage('2222@default')
    })
    at(2000, () => {
      pbx.mailbox('2222@default', { old: 6, new: 0, urgent: 0 })
    })
  })
  assert.equal(what, [
    ['box', 3],
    ['light', true],
    ['box', 4],
    ['box', 0],
    ['light', false],
  ])
})

mailboxes('B1: a MessageWaiting without New changes nothing; a mailbox of another context is another mailbox', () => {
  const files = conf('[box]', 'type = num', 'ast_box = 22@office')
  const boxes = { '22@office': { old: 0, new: 1, urgent: 0 }, '22@default': { old: 0, new: 9, urgent: 0 } }
  const { what } = play({ files, simulate: { mailboxes: boxes } }, ({ home, pbx, at, note }) => {
    item(home, 'box').changes$.subscribe(({ value }) => note(value))
    at(1000, () => {
      pbx.send('Event: MessageWaiting', 'Privilege: call,all', 'Mailbox: 22@office', 'Waiting: 1')
    })
    at(2000, () => {
      pbx.leaveMessage('22@default')
    })
  })
  assert.equal(what, [1])
})

devices.run()
mailboxes.run()
