import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Frame } from '../../src/index.js'
import { eventOf, eventReading, isEventName } from '../../src/protocol/typedEvent.js'
import { ACTION_TABLE } from '../../src/protocol/catalog/actionTable.js'
import { readClasses, writeClasses } from '../../src/protocol/permission.js'
import { additions } from '../../misc/catalog/compare.js'
import { facts } from '../../misc/catalog/model.js'
import { documented } from '../../misc/catalog/xml.js'
import { decodePieces } from '../support/decode.js'

const test = suite('catalog')

const json = (name: string): unknown => JSON.parse(readFileSync(`misc/catalog/${name}.json`, 'utf8'))
const all = facts(json('actions'), json('events'), json('kinds'))
const in22 = ({ presentIn }: { readonly presentIn: readonly string[] }): boolean => presentIn.includes('22')

test('has the 171 actions and 257 events of Asterisk 1.8 to 23', () => {
  assert.equal([all.actions.length, all.events.length], [171, 257])
})

test('has every event of its data in the table, and every action', () => {
  assert.equal(
    all.events.filter(({ name }) => !isEventName(name)),
    [],
  )
  assert.equal(
    all.actions.filter(({ name }) => !Object.hasOwn(ACTION_TABLE, name)),
    [],
  )
})

test('names the classes of every action and event as its data does', () => {
  for (const { name, writeAnyOf } of all.actions) assert.equal(writeClasses(name), writeAnyOf, name)
  for (const { name, readAllOf } of all.events) assert.equal(readClasses(name), readAllOf, name)
})

test('names the source file of each of the 60 events of Asterisk 22 that it does not document', () => {
  const undocumented = all.events.filter((event) => in22(event) && !event.documented)
  assert.is(undocumented.length, 60)
  const without = undocumented.filter(({ src, sentBy = [] }) => src.length === 0 && sentBy.length === 0)
  assert.equal(without, [])
  const files = all.actions.filter(({ file }) => file !== '').map(({ name }) => name)
  for (const { name, src, sentBy = [] } of undocumented) {
    assert.ok(src.length > 0 || sentBy.some((action) => files.includes(action)), name)
  }
})

const folder = 'test/protocol/captures'
for (const file of readdirSync(folder).filter((name) => name.endsWith('.rx'))) {
  test(`every header of every event in ${file} fits the catalog`, () => {
    const faults: string[] = []
    const { frames } = decodePieces([readFileSync(`${folder}/${file}`)], { frame: 8_388_608, headers: 10_000 })
    for (const frame of frames.map((text) => new Frame(text))) {
      const { event } = frame
      // forged by a line break in a channel's variable (`Injected2`), or sent at random by Debian's test build
      if (event === undefined || !isEventName(event)) continue
      const reading = eventReading(event, (failure) => void faults.push(JSON.stringify(failure)))
      const view = eventOf(event, frame, 'capture', reading)
      for (const name of reading?.headers.keys() ?? []) Reflect.get(view, name)
    }
    assert.equal(faults, [])
  })
}

/** Headers of the protocol, of debugging, and of senders: they belong to no event of the catalog. */
const NOT_LISTED = /^(?:Event|Privilege|ActionID|EventList|ListItems|Timestamp|SystemName|ChanVariable\(.*\))$/

test('no event of the captures has a header that the catalog lacks', () => {
  const missing = new Set<string>()
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.rx'))) {
    const { frames } = decodePieces([readFileSync(`${folder}/${file}`)], { frame: 8_388_608, headers: 10_000 })
    for (const { event = '', headers } of frames.map((text) => new Frame(text))) {
      const known =
        isEventName(event) && !/^(?:User|Test)Event$/.test(event) ? eventReading(event, () => undefined) : undefined
      if (known === undefined) continue
      for (const [name] of headers)
        if (!known.headers.has(name) && !NOT_LISTED.test(name)) missing.add(`${event}.${name}`)
    }
  }
  assert.equal([...missing], [])
})

/** The documentation that comes inside Debian's package, where the tests have installed it. */
const XML = `node_modules/.cache/rx-asterisk/asterisk-22/root/usr/share/asterisk/documentation/core-en_US.xml`
const installed = process.env['RX_ASTERISK_REAL'] !== 'no' || existsSync(XML)
const withXml = (name: string, run: () => void): void => (installed ? test(name, run) : test.skip(name, run))

withXml(`has the 154 actions and 181 events that the installed Asterisk documents`, () => {
  const theirs = documented(readFileSync(XML, 'utf8'))
  assert.equal([theirs.actions.size, theirs.events.size], [154, 181])
  const actions = new Set(all.actions.map(({ name }) => name))
  const events = new Set(all.events.map(({ name, docName }) => docName ?? name))
  assert.equal(
    [...theirs.actions.keys()].filter((name) => !actions.has(name)),
    [],
  )
  assert.equal(
    [...theirs.events.keys()].filter((name) => !events.has(name)),
    [],
  )
  assert.is(isEventName('Newexten'), true)
  assert.is(isEventName('NewExten'), false)
})

withXml('lacks no header that the installed Asterisk documents', () => {
  assert.equal(additions(all, documented(readFileSync(XML, 'utf8'))), [])
})

test('lists the additions of a newer Asterisk: actions, events, headers', () => {
  const xml = `<docs>
    <manager name="Teleport"><syntax><parameter name="Where" required="true"/></syntax></manager>
    <manager name="Ping"><syntax><parameter name="Loud"/></syntax></manager>
    <managerEvent name="Teleported"><managerEventInstance><syntax><parameter name="Where"/></syntax></managerEventInstance></managerEvent>
    <managerEvent name="Hangup"><managerEventInstance><syntax><parameter name="Cause"/><parameter name="Mood"/></syntax></managerEventInstance></managerEvent>
  </docs>`
  assert.equal(additions(all, documented(xml)), [
    'action Teleport is new: Where',
    'action Ping has more headers: Loud',
    'event Teleported is new: Where',
    'event Hangup has more headers: Mood',
  ])
})

test('throws for a file that is no documentation of an Asterisk', () => {
  assert.throws(() => documented('<html></html>'), /not the documentation/)
})

test('wrong data is named by its path', () => {
  assert.throws(() => facts({ actions: [{ name: 'Ping' }] }, json('events'), json('kinds')), /actions\.json: wrong at/)
})

test.run()
