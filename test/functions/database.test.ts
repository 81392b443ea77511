import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { lastValueFrom } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connect, frame } from '../../src/index.js'
import { simulate } from '../../src/testing/index.js'
import { dbDelete, dbDeleteTree, dbRead, dbTree, dbWrite, dbKeyOf } from '../../src/functions/database.js'
import { asked, settled } from '../support/asked.js'

const STARTS = frame('Response: Success', 'EventList: start', 'Message: Result will follow')
const ENDS = frame('Event: DBGetComplete', 'EventList: Complete', 'ListItems: 1')
const DENIED = frame('Response: Error', 'Message: Permission denied')
const item = (key: string, value: string) => frame('Event: DBGetTreeResponse', `Key: ${key}`, `Val: ${value}`)
const stored = (value: string) =>
  asked(STARTS, frame('Event: DBGetResponse', 'Family: dnd', 'Key: office', `Val: ${value}`), ENDS)
const tagOf = (said: readonly unknown[]): unknown =>
  said.map((each) => (typeof each === 'object' && each !== null && '_tag' in each ? each._tag : each))[0]

const places = suite('dbKeyOf')

for (const [path, family, key] of [
  ['dnd/office', 'dnd', 'office'],
  ['a/b/c', 'a', 'b/c'],
  ['a/b/', 'a', 'b/'],
  ['a//b', 'a', '/b'],
  ['Küche/Tür offen', 'Küche', 'Tür offen'],
] as const) {
  places(`${path} is ${key} of ${family}`, () => {
    assert.equal(dbKeyOf(path, 'DBGet'), E.right({ Family: family, Key: key }))
  })
}

for (const path of ['nokey', '/x', 'x/', '', '/']) {
  places(`'${path}' is no key`, () => {
    const place = dbKeyOf(path, 'DBPut')
    assert.is(E.isLeft(place) && place.left._tag === 'InvalidAction' && place.left.action, 'DBPut')
  })
}

places.run()

const test = suite('the database')

test('reading emits the value, whatever it contains', () => {
  for (const value of ['1', '', 'Tür: offen', ' x ']) {
    const { ask, actions } = stored(value)
    assert.equal(settled(dbRead(ask)('dnd/office')), [O.some(value), 'end'])
    assert.equal(actions, [{ Action: 'DBGet', Family: 'dnd', Key: 'office' }])
  }
})

test('reading a missing entry is none', () => {
  const { ask } = asked(frame('Response: Error', 'Message: Database entry not found'))
  assert.equal(settled(dbRead(ask)('dnd/office')), [O.none, 'end'])
})

test('reading without permission fails', () => {
  assert.equal(settled(dbRead(asked(DENIED).ask)('dnd/office')), [
    { _tag: 'Refused', action: 'DBGet', message: 'Permission denied', needs: ['system', 'reporting'] },
  ])
})

test('reading an invalid key fails, and sends nothing', () => {
  const { ask, actions } = asked()
  assert.is(tagOf(settled(dbRead(ask)('nokey'))), 'InvalidAction')
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
    const { ask, actions } = asked(frame('Response: Success', 'Message: Updated database successfully'))
    assert.equal(settled(dbWrite(ask)('dnd/office', value)), [undefined, 'end'])
    assert.equal(actions, [{ Action: 'DBPut', Family: 'dnd', Key: 'office', Val: sent }])
  })
}

test('writing without permission fails', () => {
  assert.is(tagOf(settled(dbWrite(asked(DENIED).ask)('dnd/office', 1))), 'Refused')
})

for (const message of ['Database entry not found', 'Database entry could not be deleted']) {
  test(`deleting an entry that is not there is done: ${message}`, () => {
    const { ask } = asked(frame('Response: Error', `Message: ${message}`))
    assert.equal(settled(dbDelete(ask)('dnd/office')), [undefined, 'end'])
  })
}

test('deleting an entry that is there is done once', () => {
  const { ask, actions } = asked(frame('Response: Success', 'Message: Key deleted successfully'))
  assert.equal(settled(dbDelete(ask)('dnd/office')), [undefined, 'end'])
  assert.equal(actions, [{ Action: 'DBDel', Family: 'dnd', Key: 'office' }])
})

test('deleting without permission fails', () => {
  assert.is(tagOf(settled(dbDelete(asked(DENIED).ask)('dnd/office'))), 'Refused')
})

test('a tree is the entries of its family by key, without those that only look alike', () => {
  const { ask, actions } = asked(
    STARTS,
    item('/dnd/office', '1'),
    item('/dnd/a/b', ''),
    item('/DND/office', '9'),
    item('/dndx/office', '9'),
    item('/dnd/__proto__', 'p'),
    ENDS,
  )
  const [tree] = settled(dbTree(ask)('dnd'))
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
  const { ask } = asked(frame('Response: Error', 'Message: Database entry not found'))
  assert.equal(settled(dbTree(ask)('dnd')), [new Map(), 'end'])
})

test('deleting a tree is done, also when it is not there', () => {
  const gone = asked(frame('Response: Error', 'Message: Database entry not found'))
  assert.equal(settled(dbDeleteTree(gone.ask)('dnd')), [undefined, 'end'])
  const there = asked(frame('Response: Success', 'Message: Key tree deleted successfully'))
  assert.equal(settled(dbDeleteTree(there.ask)('dnd')), [undefined, 'end'])
  assert.equal(there.actions, [{ Action: 'DBDelTree', Family: 'dnd' }])
})

for (const family of ['', '/', undefined, 7, null]) {
  test(`${JSON.stringify(family)} is no family of a tree, and nothing is sent`, () => {
    const { ask, actions } = asked()
    const untyped = { family: '' }
    Object.assign(untyped, { family })
    assert.is(tagOf(settled(dbTree(ask)(untyped.family))), 'InvalidAction')
    assert.is(tagOf(settled(dbDeleteTree(ask)(untyped.family))), 'InvalidAction')
    assert.equal(actions, [])
  })
}

test('a tree whose family has wildcards is the entries of this family only', () => {
  const { ask, actions } = asked(
    STARTS,
    item('/call_forward/101', '555'),
    item('/callxforward/101', '666'),
    item('/CALL_FORWARD/101', '777'),
    ENDS,
  )
  const [tree] = settled(dbTree(ask)('call_forward'))
  assert.equal([...(tree instanceof Map ? tree : [])], [['101', '555']])
  assert.equal(actions, [{ Action: 'DBGetTree', Family: 'call_forward' }])
})

/** An AstDB behind `simulate`, and the keys that remain after a deletion. */
const remaining = async (family: string, database: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const pbx = simulate({ database })
  const asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport })
  await lastValueFrom(asterisk.dbDeleteTree(family))
  const found = await Promise.all(
    Object.keys(database).map(async (key) =>
      (await lastValueFrom(asterisk.dbRead(key)))._tag === 'Some' ? [key] : [],
    ),
  )
  await asterisk.close()
  return found.flat()
}

const STORED = {
  'call_forward/101': '1',
  'call_forward/a/b': '2',
  'callxforward/101': '3',
  'CALL_FORWARD/101': '4',
  'dnd/x': '5',
}

for (const [family, gone] of [
  ['call_forward', ['call_forward/101', 'call_forward/a/b']],
  ['call_forward/a', ['call_forward/a/b']],
  ['%', []],
  ['____forward', []],
  ['d%', []],
] as const) {
  test(`deleting the family ${family} deletes no entry of another family`, async () => {
    const kept = Object.keys(STORED).filter((key) => !gone.some((each) => each === key))
    assert.equal(await remaining(family, STORED), kept)
  })
}

test('deleting a family with wildcards lists it, deletes what it has, and is done once', () => {
  const { ask, actions } = asked(frame('Response: Error', 'Message: Database entry not found'))
  assert.equal(settled(dbDeleteTree(ask)('call_forward')), [undefined, 'end'])
  assert.equal(actions, [{ Action: 'DBGetTree', Family: 'call_forward' }])
})

for (const value of [undefined, null, {}, [], ['a'], Number.NaN, Infinity, 1n, Symbol('x'), () => 'x']) {
  test(`${typeof value} ${Array.isArray(value) ? 'array' : ''} is no value to store, and nothing is sent`, () => {
    const { ask, actions } = asked()
    const untyped = { value: '' }
    Object.assign(untyped, { value })
    const said = settled(dbWrite(ask)('dnd/office', untyped.value))
    assert.equal(said, [
      { _tag: 'InvalidAction', action: 'DBPut', why: 'a value must be a text, a finite number or a boolean' },
    ])
    assert.equal(actions, [])
  })
}

test('a path that is no text is no key', () => {
  const untyped = { path: '' }
  Object.assign(untyped, { path: undefined })
  assert.is(tagOf(settled(dbRead(asked().ask)(untyped.path))), 'InvalidAction')
})

test('reading gives the second argument as a plain text where there is no entry, and the value where there is one', () => {
  const missing = frame('Response: Error', 'Message: Database entry not found')
  assert.equal(settled(dbRead(stored('1').ask)('dnd/office', '0')), ['1', 'end'])
  assert.equal(settled(dbRead(asked(missing).ask)('dnd/office', '0')), ['0', 'end'])
  assert.equal(settled(dbRead(asked(missing).ask)('dnd/office', '')), ['', 'end'])
})

test.run()
