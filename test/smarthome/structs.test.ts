/** Structs of SmartHomeNG: an item that uses one has its devices, and one that cannot be found is a warning. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { plugin, PLUGGED, problemsOf, understand } from './understand.js'

const test = suite('structs')

const STRUCT =
  'phone:\n  busy:\n    type: bool\n    ast_dev: 30\n  messages:\n    type: num\n    ast_box@instance: 30\n'

type Files = Readonly<Record<string, string>>

const itemsOf = (items: string, files: Files = { 'etc/struct.yaml': STRUCT }) =>
  understand({ ...PLUGGED, ...files, 'items/a.yaml': items }).configuration.items.map(({ path, bindings }) =>
    [path, ...bindings.map(({ target, connections }) => `${target} ${connections.join()}`)].join(': '),
  )
const doubts = (items: string, files: Files = { 'etc/struct.yaml': STRUCT }) =>
  problemsOf({ ...PLUGGED, ...files, 'items/a.yaml': items }, 'warning', 'error')

test('an item has the items of its struct, with their devices', () => {
  for (const written of ['phone', '[phone]', '"phone"', '\n    - phone']) {
    assert.equal(itemsOf(`office:\n  struct: ${written}\n`), ['office.busy: 30 ast', 'office.messages: 30 ast'])
    assert.equal(doubts(`office:\n  struct: ${written}\n`), [])
  }
})

test('the values of the item win, the last of two structs wins, and a part of a struct is one', () => {
  const files = { 'etc/struct.yaml': `${STRUCT}desk:\n  busy:\n    ast_dev: 31\n` }
  assert.equal(itemsOf('a:\n  struct: phone\n  busy:\n    ast_dev: 32\n', files)[0], 'a.busy: 32 ast')
  assert.equal(itemsOf('a:\n  struct: [phone, desk]\n', files)[0], 'a.busy: 31 ast')
  assert.equal(itemsOf('a:\n  struct: phone.busy\n', files), ['a: 30 ast'])
})

test('structs of other files have their name before them, structs may use structs, also in .conf', () => {
  assert.equal(itemsOf('a:\n  struct: door.phone\n', { 'etc/struct_door.yaml': STRUCT }).length, 2)
  assert.equal(itemsOf('a:\n  struct: all\n', { 'etc/struct.yaml': `${STRUCT}all:\n  b:\n    struct: phone\n` }), [
    'a.b.busy: 30 ast',
    'a.b.messages: 30 ast',
  ])
  const conf = { ...PLUGGED, 'etc/struct.yaml': STRUCT, 'items/a.conf': '[a]\nstruct = phone' }
  assert.is(understand(conf).configuration.items.length, 2)
})

test('an instance takes the place of @instance', () => {
  const plugins = `${plugin('username = u', 'password = p')}\n[two]\nplugin_name = asterisk\ninstance = pbx2\nusername = u\npassword = p`
  const files = { 'etc/struct.yaml': STRUCT, 'etc/plugin.conf': plugins }
  assert.is(itemsOf('a:\n  struct: phone@pbx2\n', files)[1], 'a.messages: 30 two')
  assert.is(itemsOf('a:\n  struct: phone\n  instance: pbx2\n', files)[1], 'a.messages: 30 two')
})

test('a struct that cannot be found is a warning, for each of its places', () => {
  const found = doubts('a:\n  struct: [phone, asterisk.device]\nb:\n  struct: other\n')
  assert.equal(
    found.map((line) => line.split(':').slice(0, 4).join(':')),
    ['items/a.yaml:2:3: warning', 'items/a.yaml:4:3: warning'],
  )
  assert.match(
    found.join(),
    'struct asterisk.device is not in etc/struct.yaml: its items and their devices are missing',
  )
})

test('a struct that contains itself is an error, and ends', () => {
  const files = { 'etc/struct.yaml': 'a:\n  b:\n    struct: c\nc:\n  d:\n    struct: a\n' }
  assert.match(doubts('x:\n  struct: a\n', files).join(), 'error: struct a contains itself, and is left out there')
})

test('structs that multiply end at a limit', () => {
  const chain = Array.from(
    { length: 40 },
    (_, at) => `s${at}:\n  a:\n    struct: s${at + 1}\n  b:\n    struct: s${at + 1}\n`,
  )
  assert.match(doubts('x:\n  struct: s0\n', { 'etc/struct.yaml': chain.join('') }).join(), 'makes too many items')
})

test('a mistake in the file of structs is reported there', () => {
  assert.match(doubts('a:\n  struct: phone\n', { 'etc/struct.yaml': 'phone: "x\n' }).join(), 'etc/struct.yaml:')
})

test.run()
