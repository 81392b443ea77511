import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Item } from '../../src/smarthome/index.js'
import { play, PLUGIN, type Stage } from './play.js'

const values = suite('values of items')
const devices = suite('items that follow devices')
const mailboxes = suite('items that follow mailboxes')
const database = suite('items that the AstDB follows')

const item = (home: Stage['home'], path: string): Item => {
  const found = home.items.get(path)
  if (found === undefined) throw new Error(`no item ${path}`)
  return found
}
const conf = (...lines: readonly string[]) => ({ 'items/x.conf': lines.join('\n') })
const FON = conf('[office]', '[[fon]]', 'type = bool', 'ast_dev = 2222')

values('a value is cast, changes are told once, and the one before is remembered', () => {
  const { effects, faults } = play({ files: conf('[lamp]', 'type = bool') }, ({ home, at, did }) => {
    const lamp = item(home, 'lamp')
    lamp.changes$.subscribe(({ value, previous, by, source, dest }) => did([value, previous, by, source, dest]))
    at(100, () => lamp.set('on', { by: 'App', source: 'phone', dest: 'x' }))
    at(200, () => lamp.set(1))
    at(300, () => lamp.set(false))
  })
  assert.equal(effects, [
    [100, [true, false, 'App', 'phone', 'x']],
    [300, [false, true, 'Logic', null, null]],
  ])
  assert.equal(faults, [])
})

values('the state tells who set it last, and since when it is so', () => {
  play({ files: conf('[n]', 'type = num', 'value = 5') }, ({ home, at }) => {
    const n = item(home, 'n')
    const start = n.state.changedAt
    assert.equal([n.value, n.state.by], [5, ''])
    at(100, () => n.set(6, { by: 'A' }))
    at(300, () => n.set('6', { by: 'B' }))
    at(400, () => {
      const { value, previous, changedAt, previousAt, updatedAt, by } = n.state
      assert.equal([value, previous, by], [6, 5, 'B'])
      assert.equal([changedAt - start, previousAt - start, updatedAt - start], [100, 0, 300])
    })
  })
})

values('enforce_updates lets the same value count as an update, and not as a change', () => {
  const { what } = play({ files: conf('[a]', 'type = num', 'enforce_updates = yes') }, ({ home, at, did }) => {
    const a = item(home, 'a')
    a.changes$.subscribe(({ value }) => did(['change', value]))
    a.updates$.subscribe(({ value }) => did(['update', value]))
    at(1, () => a.set(1))
    at(2, () => a.set(1))
  })
  assert.equal(what, [
    ['change', 1],
    ['update', 1],
    ['update', 1],
  ])
})

values('value$ begins with the current value, and all streams complete with the house', () => {
  const { effects } = play({ files: conf('[a]', 'type = str', 'value = x'), seconds: 1 }, ({ home, at, did }) => {
    const a = item(home, 'a')
    at(10, () => a.value$.subscribe({ next: did, complete: () => did('end') }))
    at(20, () => a.set('y'))
    at(30, () => a.set('y'))
    a.changes$.subscribe({ complete: () => did('end of changes') })
    home.items.changes('*').subscribe({ complete: () => did('end of all changes') })
  })
  assert.equal(effects, [
    [10, 'x'],
    [20, 'y'],
    [1000, 'end of changes'],
    [1000, 'end'],
    [1000, 'end of all changes'],
  ])
})

values('what does not fit the type is a fault, and the value stays', () => {
  const { what, faults } = play({ files: conf('[a]', 'type = num', 'value = 7') }, ({ home, at, did }) => {
    at(1, () => did(item(home, 'a').set('many')))
    at(2, () => did(item(home, 'a').value))
  })
  assert.equal(what, [false, 7])
  assert.equal(faults, [{ _tag: 'WrongType', item: 'a', type: 'num', wanted: 'a number' }])
})

values('patterns find items, and their changes come in one stream', () => {
  const files = conf(
    '[office]',
    '[[fon]]',
    'type = bool',
    '[[lamp]]',
    'type = bool',
    '[door]',
    '[[front]]',
    '[[[fon]]]',
    'type = bool',
  )
  const { what } = play({ files }, ({ home, at, did }) => {
    assert.equal(
      home.items.match('*.fon').map(({ path }) => path),
      ['office.fon', 'door.front.fon'],
    )
    home.items.changes('*.fon').subscribe(({ path, value }) => did([path, value]))
    at(1, () => item(home, 'office.lamp').set(true))
    at(2, () => item(home, 'door.front.fon').set(true))
    at(3, () => item(home, 'office.fon').set(true))
  })
  assert.equal(what, [
    ['door.front.fon', true],
    ['office.fon', true],
  ])
})

values('an item is asked for by its type, and a wrong one is refused by name', () => {
  play({ files: conf('[a]', 'type = bool') }, ({ home }) => {
    const busy: boolean = home.items.of('a', 'bool').value
    assert.is(busy, false)
    assert.throws(() => home.items.of('a', 'num'), /no item a of type num: it is bool/)
    assert.throws(() => home.items.of('b', 'num'), /no item b of type num: there is none/)
  })
})

const call = ({ pbx, at }: Stage, from: number, to: number): void => {
  at(from, () => {
    const { hangup } = pbx.dial('PJSIP/200', '2222')
    at(to - from, hangup)
  })
}

devices('S7, S9: an item turns true when its device is called and false at the end, once each, by Asterisk', () => {
  const { what } = play({ files: FON }, (stage) => {
    const fon = item(stage.home, 'office.fon')
    fon.changes$.subscribe(({ value, by, source }) => stage.did([value, by, source]))
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
    stage.home.items.changes('*').subscribe(({ path, value }) => stage.did([path, value]))
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
    item(stage.home, 'any').changes$.subscribe(({ value }) => stage.did(value))
    call(stage, 1000, 3000)
    stage.at(2000, () => {
      const { hangup } = stage.pbx.dial('PJSIP/30', '200')
      stage.at(3000, hangup)
    })
    stage.at(4000, () => stage.did('later'))
  })
  assert.equal(what, [true, 'later', false])
})

devices('a call that began before the house is seen, and its end during an outage is seen after it', () => {
  const { what } = play({ files: FON }, (stage) => {
    item(stage.home, 'office.fon').changes$.subscribe(({ value }) => stage.did(value))
    const { hangup } = stage.pbx.dial('PJSIP/200', '2222')
    stage.at(5000, () => {
      stage.pbx.faults.drop('reset')
      hangup()
    })
  })
  assert.equal(what, [true, false])
})

devices('a refused login is told once, whatever number of items waits', () => {
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

mailboxes('B1: the count is there at the beginning and follows, urgent messages among the new ones', () => {
  const files = conf('[box]', 'type = num', 'ast_box = 2222', '[light]', 'type = bool', 'ast_box = 2222')
  const box = { old: 3, new: 2, urgent: 1 }
  const { what } = play({ files, simulate: { mailboxes: { '2222@default': box } } }, ({ home, pbx, at, did }) => {
    home.items.changes('*').subscribe(({ path, value }) => did([path, value]))
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

mailboxes('B1: an announcement without New does not disturb, a mailbox of another context is another', () => {
  const files = conf('[box]', 'type = num', 'ast_box = 22@office')
  const boxes = { '22@office': { old: 0, new: 1, urgent: 0 }, '22@default': { old: 0, new: 9, urgent: 0 } }
  const { what } = play({ files, simulate: { mailboxes: boxes } }, ({ home, pbx, at, did }) => {
    item(home, 'box').changes$.subscribe(({ value }) => did(value))
    at(1000, () => {
      pbx.send('Event: MessageWaiting', 'Privilege: call,all', 'Mailbox: 22@office', 'Waiting: 1')
    })
    at(2000, () => {
      pbx.leaveMessage('22@default')
    })
  })
  assert.equal(what, [1])
})

/** Tells at a moment what was written to the AstDB until then. */
const tellPuts = ({ pbx, at, did }: Stage, ms: number): void => {
  at(ms, () => {
    const puts = pbx.actions().filter(({ action }) => action === 'DBPut')
    const value = (name: string, headers: readonly (readonly [string, string])[]) => new Map(headers).get(name)
    did(puts.map(({ headers }) => ['Family', 'Val'].map((name) => value(name, headers)).join(' ')))
  })
}

database('B2, D14: an item that follows a device is mirrored as 1 and 0, each change once, and nothing echoes', () => {
  const files = conf('[office]', 'type = bool', 'ast_dev = 2222', 'ast_db = active/office')
  const { what } = play({ files }, (stage) => {
    call(stage, 1000, 3000)
    tellPuts(stage, 10_000)
  })
  assert.equal(what, [['active 0', 'active 1', 'active 0']])
})

database('what an older run left in the AstDB is put right at the start', () => {
  const files = conf('[office]', 'type = bool', 'ast_dev = 2222', 'ast_db = active/office')
  const { what } = play({ files, simulate: { database: { 'active/office': '1' } } }, ({ pbx, at, did }) => {
    at(5000, () => did(pbx.database().get('active/office')))
  })
  assert.equal(what, ['0'])
})

database('an item of no device is written when it changes, and not before', () => {
  const files = conf('[n]', 'type = num', 'ast_db = temp/office', '[s]', 'type = str', 'ast_db = name/office')
  const { what } = play({ files }, (stage) => {
    const { home, at } = stage
    at(1000, () => item(home, 'n').set(3.5))
    at(1000, () => item(home, 'n').set(3.5))
    at(1000, () => item(home, 's').set('Jörg'))
    tellPuts(stage, 2000)
  })
  assert.equal(what, [['temp 3.5', 'name Jörg']])
})

database('what came from the AstDB is not written to it again', () => {
  const files = conf('[dnd]', 'type = bool', 'ast_db = dnd/office')
  const { what } = play({ files }, (stage) => {
    stage.at(1000, () => item(stage.home, 'dnd').set('1', { by: 'AstDB' }))
    tellPuts(stage, 2000)
  })
  assert.equal(what, [[]])
})

database('D13: of the values of an outage the newest is written after it, once, and an older one never', () => {
  const files = conf('[n]', 'type = num', 'ast_db = temp/office')
  const { what } = play({ files, seconds: 120 }, (stage) => {
    const { home, pbx, at } = stage
    at(1000, () => {
      pbx.faults.kill()
    })
    // longer than an action waits for a link
    for (const n of [1, 2, 3]) at(2000 + n * 1000, () => item(home, 'n').set(n))
    at(60_000, () => {
      pbx.faults.start()
    })
    tellPuts(stage, 110_000)
  })
  assert.equal(what, [['temp 3']])
})

database('a value that was on its way when the link broke is written again', () => {
  const files = conf('[n]', 'type = num', 'ast_db = temp/office')
  const { what, faults } = play({ files }, ({ home, pbx, at, did }) => {
    at(1000, () => {
      pbx.faults.stall()
      item(home, 'n').set(5)
    })
    at(1500, () => {
      pbx.faults.resume()
      pbx.faults.drop('reset')
    })
    at(20_000, () => did(pbx.database().get('temp/office')))
  })
  assert.equal(what, ['5'])
  assert.equal(
    faults.filter(({ _tag }) => _tag === 'NotWritten'),
    [],
  )
})

database('a right that is missing is told with the key, and the next value is tried', () => {
  const files = conf('[n]', 'type = num', 'ast_db = temp/office')
  const users = { admin: { secret: 'secret', read: 'call,user', write: 'call' } }
  const { faults } = play({ files, simulate: { users } }, ({ home, at }) => {
    at(1000, () => item(home, 'n').set(1))
    at(2000, () => item(home, 'n').set(2))
  })
  const told = { _tag: 'NotWritten', connection: 'ast', key: 'temp/office' }
  assert.equal(
    faults.map((fault) =>
      fault._tag === 'NotWritten'
        ? [fault.key, fault.failure._tag, 'needs' in fault.failure ? fault.failure.needs : []]
        : fault._tag,
    ),
    [1, 2].map(() => [told.key, 'Refused', ['system']]),
  )
})

values.run()
devices.run()
mailboxes.run()
database.run()
