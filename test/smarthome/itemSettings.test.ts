import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { ITEMS } from '../support/page.js'
import { PLUGGED, plugin, problemsOf, understand } from './understand.js'

const items = suite('items of a configuration')

const itemsOf = (files: Readonly<Record<string, string>>) =>
  understand({ ...PLUGGED, ...files }).configuration.items.map(({ path, type, bindings }) => [
    path,
    type,
    ...bindings.map(({ _tag, target }) => `${_tag} ${target}`),
  ])

items('S6: the block of the page, in smarthome.conf', () => {
  assert.equal(itemsOf({ 'etc/smarthome.conf': ITEMS }), [['office.fon', 'bool', 'Device 2222']])
  assert.equal(problemsOf({ ...PLUGGED, 'etc/smarthome.conf': ITEMS }), [])
})

items('S6: a device may be a number or a text, quoted or not, in .conf and YAML', () => {
  const conf = (device: string) => ({ 'items/x.conf': `[office]\n[[fon]]\ntype = bool\nast_dev = ${device}` })
  assert.equal(itemsOf(conf('kitchen')), [['office.fon', 'bool', 'Device kitchen']])
  assert.equal(itemsOf(conf("'2222'")), [['office.fon', 'bool', 'Device 2222']])
  assert.equal(itemsOf({ 'items/x.yaml': 'office:\n  fon:\n    type: bool\n    ast_dev: 2222\n' }), [
    ['office.fon', 'bool', 'Device 2222'],
  ])
})

items('D18: 0030 keeps its zeros', () => {
  assert.equal(itemsOf({ 'items/x.yaml': 'fon:\n  type: bool\n  ast_dev: 0030\n' }), [['fon', 'bool', 'Device 0030']])
  assert.equal(itemsOf({ 'items/x.conf': '[fon]\ntype = bool\nast_dev = 0030' }), [['fon', 'bool', 'Device 0030']])
})

items(
  'files are joined in the order of their names, later values replace earlier ones, hidden and foreign files are left out',
  () => {
    const files = {
      'etc/smarthome.conf': 'lat = 52.5\n[office]\n[[fon]]\ntype = bool\nast_dev = 1',
      'items/b.conf': '[office]\n[[fon]]\nast_dev = 3\n[[lamp]]\ntype = bool',
      'items/a.yaml': 'office:\n  fon:\n    ast_dev: 2\n',
      'items/.hidden.conf': '[hidden]\ntype = bool',
      'items/readme.txt': 'no items',
      'items/old/x.conf': '[old]\ntype = bool',
    }
    assert.equal(itemsOf(files), [
      ['office.fon', 'bool', 'Device 3'],
      ['office.lamp', 'bool'],
    ])
  },
)

items('box, database and several devices on one item', () => {
  const text =
    '[office]\ntype = bool\nast_dev = 2222 | 30\nast_db = active/office\n[box]\ntype = num\nast_box = 22@office'
  assert.equal(itemsOf({ 'items/x.conf': text }), [
    ['office', 'bool', 'Device 2222', 'Device 30', 'Database active/office'],
    ['box', 'num', 'Mailbox 22@office'],
  ])
})

items('attributes with @ select an instance, a section, or all connections', () => {
  const plugins = `${plugin('username = u', 'password = p')}\n[pbx2]\nplugin_name = asterisk\ninstance = two\nusername = u\npassword = p`
  const text = ['ast_dev', 'ast_dev@two', 'ast_dev@pbx2', 'ast_dev@ast', 'ast_dev@*', 'ast_dev@three']
    .map((key, index) => `[i${index}]\ntype = bool\n${key} = ${index}`)
    .join('\n')
  const files = { 'etc/plugin.conf': plugins, 'items/x.conf': text }
  assert.equal(
    understand(files).configuration.items.map(({ bindings }) => bindings.flatMap((each) => each.connections)),
    [['ast'], ['pbx2'], ['pbx2'], ['ast'], ['ast', 'pbx2'], []],
  )
  assert.match(problemsOf(files).join(), /x.conf:18:1: warning: i5: ast_dev@three selects no connection/)
})

items('of two connections without an instance the first is selected', () => {
  const second = '[b]\nplugin_name = asterisk\nusername = u\npassword = p'
  const files = {
    'etc/plugin.conf': `${plugin('username = u', 'password = p')}\n${second}`,
    'items/x.conf': '[a]\ntype = bool\nast_dev = 1\nast_box@b = 2',
  }
  assert.equal(
    understand(files).configuration.items.flatMap(({ bindings }) => bindings.map((each) => each.connections)),
    [['ast'], ['b']],
  )
})

items('D16 and D1: a device of two items is a note, one that differs in case is a warning', () => {
  const text = (a: string, b: string) => ({
    ...PLUGGED,
    'items/x.conf': `[a]\ntype = bool\nast_dev = ${a}\n[b]\ntype = bool\nast_dev = ${b}`,
  })
  assert.match(problemsOf(text('2222', '2222')).join(), /x.conf:6:1: info: b and a both follow device 2222/)
  assert.match(problemsOf(text('Desk', 'desk')).join(), /x.conf:6:1: warning: .* differ in case alone/)
  assert.equal(problemsOf(text('2222', '30')), [])
})

items('a setting that cannot work is a problem with its location', () => {
  const text = `[a]
type = boolean
[b]
type = str
ast_dev = 2222
[c]
type = bool
ast_db = nokey
[d]
ast_dev = 30
[e]
type = bool
ast_dev =
ast_deb = 5
ast_userevent = Call
[f]
type = num
value = many
[g h]
type = bool`
  assert.equal(
    problemsOf({ ...PLUGGED, 'items/x.conf': text }).map((line) => /^\S+ \w+/.exec(line)?.[0]),
    [
      'items/x.conf:2:1: error',
      'items/x.conf:5:1: error',
      'items/x.conf:8:1: error',
      'items/x.conf:10:1: warning',
      'items/x.conf:13:1: error',
      'items/x.conf:14:1: warning',
      'items/x.conf:15:1: warning',
      'items/x.conf:18:1: warning',
      'items/x.conf:19:1: error',
    ],
  )
})

items('a list with commas is one device, with a warning', () => {
  assert.match(
    problemsOf({ ...PLUGGED, 'items/x.conf': '[a]\ntype = bool\nast_dev = a, b' }).join(),
    /x.conf:3:1: warning: a: 'a, b' is read as one device; separate devices by \|/,
  )
})

items('initial value, enforce_updates and attributes of others', () => {
  const [item] = understand({
    ...PLUGGED,
    'items/x.conf': '[a]\ntype = num\nvalue = 5\nenforce_updates = yes\nknx_dpt = 1\nknx_send = 1/1/1 | 1/1/2',
  }).configuration.items
  assert.equal([item?.value, item?.enforceUpdates], [O.some('5'), true])
  assert.equal(item?.attributes.get('knx_send'), ['1/1/1', '1/1/2'])
})

items('an unsupported key is reported once', () => {
  const text = '[a]\ntype = num\ncache = yes\neval = 1\n[b]\ntype = num\ncache = yes\nknx_dpt = 1'
  assert.equal(
    problemsOf({ ...PLUGGED, 'items/x.conf': text }).map((line) => line.slice(0, 45)),
    ['items/x.conf:3:1: info: cache of items is not', 'items/x.conf:4:1: info: eval of items is not '],
  )
})

items.run()
