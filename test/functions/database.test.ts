import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frame } from '../../src/index.js'
import { dbDelete, dbDeleteTree, dbRead, dbTree, dbWrite, placeOf } from '../../src/functions/database.js'
import { asked, settled } from '../support/asked.js'

const STARTS = frame('Response: Success', 'EventList: start', 'Message: Result will follow')
const ENDS = frame('Event: DBGetComplete', 'EventList: Complete', 'ListItems: 1')
const DENIED = frame('Response: Error', 'Message: Permission denied')
const item = (key: string, value: string) => frame('Event: DBGetTreeResponse', `Key: ${key}`, `Val: ${value}`)
const stored = (value: string) =>
  asked(STARTS, frame('Event: DBGetResponse', 'Family: dnd', 'Key: office', `Val: ${value}`), ENDS)
const tagOf = (said: readonly unknown[]): unknown =>
  said.map((each) => (typeof each === 'object' && each !== null && '_tag' in each ? each._tag : each))[0]

const places = suite('placeOf')

for (const [path, family, key] of [
  ['dnd/office', 'dnd', 'office'],
  ['a/b/c', 'a', 'b/c'],
  ['a/b/', 'a', 'b/'],
  ['a//b', 'a', '/b'],
  ['Küche/Tür offen', 'Küche', 'Tür offen'],
] as const) {
  places(`${path} is ${key} of ${family}`, () => {
    assert.equal(placeOf(path, 'DBGet'), E.right({ Family: family, Key: key }))
  })
}

for (const path of ['nokey', '/x', 'x/', '', '/']) {
  places(`'${path}' is no place`, () => {
    const place = placeOf(path, 'DBPut')
    assert.is(E.isLeft(place) && place.left._tag === 'InvalidAction' && place.left.action, 'DBPut')
  })
}

places.run()

const test = suite('the database')

test('reading gives the value, whatever it holds', () => {
  for (const value of ['1', '', 'Tür: offen', ' x ']) {
    const { exchange, actions } = stored(value)
    assert.equal(settled(dbRead(exchange)('dnd/office')), [O.some(value), 'end'])
    assert.equal(actions, [{ Action: 'DBGet', Family: 'dnd', Key: 'office' }])
  }
})

test('reading a missing entry is none', () => {
  const { exchange } = asked(frame('Response: Error', 'Message: Database entry not found'))
  assert.equal(settled(dbRead(exchange)('dnd/office')), [O.none, 'end'])
})

test('reading without the right fails', () => {
  assert.equal(settled(dbRead(asked(DENIED).exchange)('dnd/office')), [
    { _tag: 'Refused', action: 'DBGet', message: 'Permission denied', needs: ['system', 'reporting'] },
  ])
})

test('reading what is no place fails, and asks nothing', () => {
  const { exchange, actions } = asked()
  assert.is(tagOf(settled(dbRead(exchange)('nokey'))), 'InvalidAction')
  assert.equal(actions, [])
})

for (const [value, sent] of [
  [1, 1],
  [3.5, 3.5],
  ['', ''],
  ['text', 'text'],
  [true, 1],
  [false, 0],
] as const) {
  test(`writing ${JSON.stringify(value)} sends ${JSON.stringify(sent)}`, () => {
    const { exchange, actions } = asked(frame('Response: Success', 'Message: Updated database successfully'))
    assert.equal(settled(dbWrite(exchange)('dnd/office', value)), [undefined, 'end'])
    assert.equal(actions, [{ Action: 'DBPut', Family: 'dnd', Key: 'office', Val: sent }])
  })
}

test('writing without the right fails', () => {
  assert.is(tagOf(settled(dbWrite(asked(DENIED).exchange)('dnd/office', 1))), 'Refused')
})

for (const message of ['Database entry not found', 'Database entry could not be deleted']) {
  test(`deleting an entry that is not there is done: ${message}`, () => {
    const { exchange } = asked(frame('Response: Error', `Message: ${message}`))
    assert.equal(settled(dbDelete(exchange)('dnd/office')), [undefined, 'end'])
  })
}

test('deleting an entry that is there is done once', () => {
  const { exchange, actions } = asked(frame('Response: Success', 'Message: Key deleted successfully'))
  assert.equal(settled(dbDelete(exchange)('dnd/office')), [undefined, 'end'])
  assert.equal(actions, [{ Action: 'DBDel', Family: 'dnd', Key: 'office' }])
})

test('deleting without the right fails', () => {
  assert.is(tagOf(settled(dbDelete(asked(DENIED).exchange)('dnd/office'))), 'Refused')
})

test('a tree is the entries of its family by key, without those that only look alike', () => {
  const { exchange, actions } = asked(
    STARTS,
    item('/dnd/office', '1'),
    item('/dnd/a/b', ''),
    item('/DND/office', '9'),
    item('/dndx/office', '9'),
    item('/dnd/__proto__', 'p'),
    ENDS,
  )
  const [tree] = settled(dbTree(exchange)('dnd'))
  assert.equal(
    [...(tree instanceof Map ? tree : [])],
    [
      ['office', '1'],
      ['a/b', ''],
      ['__proto__', 'p'],
    ],
  )
  assert.equal(actions, [{ Action: 'DBGetTree', Family: 'dnd' }])
})

test('a tree that is not there is empty', () => {
  const { exchange } = asked(frame('Response: Error', 'Message: Database entry not found'))
  assert.equal(settled(dbTree(exchange)('dnd')), [new Map(), 'end'])
})

test('deleting a tree is done, also when it is not there', () => {
  const gone = asked(frame('Response: Error', 'Message: Database entry not found'))
  assert.equal(settled(dbDeleteTree(gone.exchange)('dnd')), [undefined, 'end'])
  const there = asked(frame('Response: Success', 'Message: Key tree deleted successfully'))
  assert.equal(settled(dbDeleteTree(there.exchange)('dnd')), [undefined, 'end'])
  assert.equal(there.actions, [{ Action: 'DBDelTree', Family: 'dnd' }])
})

for (const family of ['%', '_', 'a%', 'd_d', '', '/']) {
  test(`'${family}' is no family of a tree, and nothing is asked`, () => {
    const { exchange, actions } = asked()
    assert.is(tagOf(settled(dbTree(exchange)(family))), 'InvalidAction')
    assert.is(tagOf(settled(dbDeleteTree(exchange)(family))), 'InvalidAction')
    assert.equal(actions, [])
  })
}

test.run()
