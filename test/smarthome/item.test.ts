import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { conf, item, play } from './play.js'

const values = suite('values of items')

values('a value is cast, each change is emitted once, and the previous value is kept', () => {
  const { effects, faults } = play({ files: conf('[lamp]', 'type = bool') }, ({ home, at, note }) => {
    const lamp = item(home, 'lamp')
    lamp.changes$.subscribe(({ value, previous, by, source, dest }) => note([value, previous, by, source, dest]))
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

values('the state has the origin and the time of the last change', () => {
  play({ files: conf('[n]', 'type = num', 'value = 5') }, ({ home, at }) => {
    const n = item(home, 'n')
    const start = n.state.changedAt
    assert.equal([n.value, n.state.by], [5, ''])
    at(100, () => n.set(6, { by: 'A' }))
    at(300, () => n.set('6', { by: 'B' }))
    at(400, () => n.set(7, { by: 'C' }))
    at(500, () => n.set('7', { by: 'B' }))
    at(600, () => {
      const { value, previous, changedAt, previousAt, updatedAt, by } = n.state
      assert.equal([value, previous, by], [7, 6, 'B'])
      assert.equal([changedAt - start, previousAt - start, updatedAt - start], [400, 100, 500])
    })
  })
})

values('enforce_updates makes the same value an update, but not a change', () => {
  const { what } = play({ files: conf('[a]', 'type = num', 'enforce_updates = yes') }, ({ home, at, note }) => {
    const a = item(home, 'a')
    a.changes$.subscribe(({ value }) => note(['change', value]))
    a.updates$.subscribe(({ value }) => note(['update', value]))
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
  const { effects } = play({ files: conf('[a]', 'type = str', 'value = x'), seconds: 1 }, ({ home, at, note }) => {
    const a = item(home, 'a')
    at(10, () => a.value$.subscribe({ next: note, complete: () => note('end') }))
    at(20, () => a.set('y'))
    at(30, () => a.set('y'))
    a.changes$.subscribe({ complete: () => note('end of changes') })
    home.items.changes('*').subscribe({ complete: () => note('end of all changes') })
  })
  assert.equal(effects, [
    [10, 'x'],
    [20, 'y'],
    [1000, 'end of changes'],
    [1000, 'end'],
    [1000, 'end of all changes'],
  ])
})

values('a value that does not fit the type is a fault, and the old value stays', () => {
  const { what, faults } = play({ files: conf('[a]', 'type = num', 'value = 7') }, ({ home, at, note }) => {
    at(1, () => note(item(home, 'a').set('many')))
    at(2, () => note(item(home, 'a').value))
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
  const { what } = play({ files }, ({ home, at, note }) => {
    assert.equal(
      home.items.match('*.fon').map(({ path }) => path),
      ['office.fon', 'door.front.fon'],
    )
    home.items.changes('*.fon').subscribe(({ path, value }) => note([path, value]))
    at(1, () => item(home, 'office.lamp').set(true))
    at(2, () => item(home, 'door.front.fon').set(true))
    at(3, () => item(home, 'office.fon').set(true))
  })
  assert.equal(what, [
    ['door.front.fon', true],
    ['office.fon', true],
  ])
})

values('an item is found by path and type, and a wrong type is an error with its name', () => {
  play({ files: conf('[a]', 'type = bool') }, ({ home }) => {
    const busy: boolean = home.items.of('a', 'bool').value
    assert.is(busy, false)
    assert.throws(() => home.items.of('a', 'num'), /no item a of type num: it is bool/)
    assert.throws(() => home.items.of('b', 'num'), /no item b of type num: there is none/)
  })
})

values.run()
