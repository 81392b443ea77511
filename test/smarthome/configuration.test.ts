import * as O from 'fp-ts/lib/Option.js'
import fc from 'fast-check'
import { inspect } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { configuration } from '../../src/smarthome/configuration.js'
import { showProblem } from '../../src/smarthome/problem.js'
import { ITEMS, LOGIC, PLUGIN } from './page.js'

const connections = suite('connections of plugin.conf')
const items = suite('items')
const logics = suite('logics')
const whole = suite('the whole directory')

const understand = (files: Readonly<Record<string, string>>) => configuration(new Map(Object.entries(files)))

const PLUGGED = { 'etc/plugin.conf': PLUGIN }
const said = (files: Readonly<Record<string, string>>, ...severities: readonly string[]) =>
  understand(files)
    .problems.filter(({ severity }) => severities.length === 0 || severities.includes(severity))
    .map(showProblem)

const plugin = (...lines: readonly string[]) => ['[ast]', 'class_path = plugins.asterisk', ...lines].join('\n')
const login = (text: string) => {
  const [connection] = understand({ 'etc/plugin.conf': text }).configuration.connections
  return connection === undefined
    ? undefined
    : {
        name: connection.name,
        host: connection.host,
        port: connection.port,
        username: connection.username,
        password: connection.password.reveal(),
      }
}

connections('S4: the block of the page', () => {
  assert.equal(login(PLUGIN), { name: 'ast', host: '127.0.0.1', port: 5038, username: 'admin', password: 'secret' })
  assert.equal(said(PLUGGED), [])
})

connections('S4b: a different host and port, and TLS with its own port', () => {
  for (const host of ['::1', 'pbx.example', '10.0.0.5']) {
    const seen = login(plugin('username = u', 'password = p', `host = ${host}`, 'port = 15038'))
    assert.equal([seen?.host, seen?.port], [host, 15038])
  }
  const [secure] = understand({
    'etc/plugin.conf': plugin('username = u', 'password = p', 'tls = yes'),
  }).configuration.connections
  assert.equal([secure?.tls, secure?.port], [true, 5039])
})

connections('S4b: a port that is none is refused, with its line', () => {
  for (const port of ['0', '65536', 'ami', '5038.5', '-1', '0x13AE']) {
    const files = { 'etc/plugin.conf': plugin('username = u', 'password = p', `port = ${port}`) }
    assert.equal(said(files), [
      "etc/plugin.conf:5:1: error: port must be a whole number from 1 to 65535; AMI's port is 5038",
    ])
    assert.equal(understand(files).configuration.connections, [])
  }
})

connections('S4c: without host and port it is this machine and 5038', () => {
  const seen = login(plugin('username = u', 'password = p'))
  assert.equal([seen?.host, seen?.port], ['127.0.0.1', 5038])
})

connections('S4d: without a username or a password there is no connection, and all that lacks is said', () => {
  assert.equal(said({ 'etc/plugin.conf': plugin('host = x') }), [
    'etc/plugin.conf:1:1: error: [ast] has no username; add username = …, as it stands in manager.conf',
    'etc/plugin.conf:1:1: error: [ast] has no password; add password = …, as it stands in manager.conf',
  ])
  assert.is(login(plugin('username = u')), undefined)
})

connections('S4e: passwords in every form', () => {
  const password = (written: string) => login(plugin('username = u', `password = ${written}`))?.password
  assert.is(password('"a#b"'), 'a#b')
  assert.is(password("'a b'"), 'a b')
  assert.is(password('a b'), 'a b')
  assert.is(password('p%(x)s'), 'p%(x)s')
  assert.is(password('Grüße'), 'Grüße')
  assert.is(password('a|b'), 'a|b')
  assert.is(password('a=b'), 'a=b')
})

connections('a password is in no print of the configuration', () => {
  const { configuration: seen } = understand({ 'etc/plugin.conf': plugin('username = u', 'password = s3cr3t') })
  assert.not.match(`${inspect(seen, { depth: 9 })} ${JSON.stringify(seen)}`, /s3cr3t/)
})

connections('a # that one of the programs would read otherwise is pointed out', () => {
  assert.match(
    said({ 'etc/plugin.conf': plugin('username = u', 'password = "a#b"') }).join(),
    /:4:14: warning: password has a #/,
  )
  assert.match(
    said({ 'etc/plugin.conf': plugin('username = u', 'password = a#b') }).join(),
    /:4:13: warning: password has a #/,
  )
})

connections('S5: each section that is an Asterisk is a connection by its name', () => {
  const text = `${plugin('username = u', 'password = p')}
[pbx2]
plugin_name = asterisk
instance = second
username = u
password = p
[knx]
class_path = plugins.knx
password = x`
  assert.equal(
    understand({ 'etc/plugin.conf': text }).configuration.connections.map(({ name, instance }) => [name, instance]),
    [
      ['ast', ''],
      ['pbx2', 'second'],
    ],
  )
  assert.equal(said({ 'etc/plugin.conf': text }), [])
})

connections('two without an instance cannot be told apart by attributes: a warning', () => {
  const text = `${plugin('username = u', 'password = p')}\n[b]\nplugin_name = asterisk\nusername = u\npassword = p`
  assert.match(said({ 'etc/plugin.conf': text }).join(), /plugin.conf:5:1: warning: attributes without @ mean \[ast\]/)
})

connections('SmartHomeNG: plugin.yaml wins over plugin.conf, admin is the default, and a plugin may be off', () => {
  const files = {
    'etc/plugin.yaml': 'asterisk:\n  plugin_name: asterisk\n  password: 0030\n',
    'etc/plugin.conf': plugin('username = u', 'password = p'),
  }
  const [connection, ...others] = understand(files).configuration.connections
  assert.equal(others, [])
  assert.equal([connection?.name, connection?.username, connection?.password.reveal()], ['asterisk', 'admin', '0030'])
  const off = { 'etc/plugin.yaml': 'a:\n  plugin_name: asterisk\n  plugin_enabled: False\n  password: x\n' }
  assert.equal(understand(off).configuration.connections, [])
})

connections('without an Asterisk there is an error that shows what to write', () => {
  assert.match(said({}).join(), /^etc\/plugin.conf: error: there is neither/)
  assert.match(
    said({ 'etc/plugin.conf': '[knx]\nclass_path = plugins.knx' }).join(),
    /error: no section is an Asterisk/,
  )
})

const itemsOf = (files: Readonly<Record<string, string>>) =>
  understand({ ...PLUGGED, ...files }).configuration.items.map(({ path, type, bindings }) => [
    path,
    type,
    ...bindings.map(({ _tag, target }) => `${_tag} ${target}`),
  ])

items('S6: the block of the page, in smarthome.conf', () => {
  assert.equal(itemsOf({ 'etc/smarthome.conf': ITEMS }), [['office.fon', 'bool', 'Device 2222']])
  assert.equal(said({ ...PLUGGED, 'etc/smarthome.conf': ITEMS }), [])
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

items('files add up in the order of their names, later ones override, hidden and foreign files are left out', () => {
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
})

items('box, database and several devices on one item', () => {
  const text =
    '[office]\ntype = bool\nast_dev = 2222 | 30\nast_db = active/office\n[box]\ntype = num\nast_box = 22@office'
  assert.equal(itemsOf({ 'items/x.conf': text }), [
    ['office', 'bool', 'Device 2222', 'Device 30', 'Database active/office'],
    ['box', 'num', 'Mailbox 22@office'],
  ])
})

items('attributes with @ mean an instance, a section, or all', () => {
  const plugins = `${plugin('username = u', 'password = p')}\n[pbx2]\nplugin_name = asterisk\ninstance = two\nusername = u\npassword = p`
  const text = ['ast_dev', 'ast_dev@two', 'ast_dev@pbx2', 'ast_dev@ast', 'ast_dev@*', 'ast_dev@three']
    .map((key, index) => `[i${index}]\ntype = bool\n${key} = ${index}`)
    .join('\n')
  const files = { 'etc/plugin.conf': plugins, 'items/x.conf': text }
  assert.equal(
    understand(files).configuration.items.map(({ bindings }) => bindings.flatMap((each) => each.connections)),
    [['ast'], ['pbx2'], ['pbx2'], ['ast'], ['ast', 'pbx2'], []],
  )
  assert.match(said(files).join(), /x.conf:18:1: warning: i5: ast_dev@three means no connection/)
})

items('D16 and D1: a device twice is told, one that differs in case is a warning', () => {
  const text = (a: string, b: string) => ({
    ...PLUGGED,
    'items/x.conf': `[a]\ntype = bool\nast_dev = ${a}\n[b]\ntype = bool\nast_dev = ${b}`,
  })
  assert.match(said(text('2222', '2222')).join(), /x.conf:6:1: info: b and a both follow device 2222/)
  assert.match(said(text('Desk', 'desk')).join(), /x.conf:6:1: warning: .* differ in case alone/)
  assert.equal(said(text('2222', '30')), [])
})

items('what cannot work is said with its place', () => {
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
    said({ ...PLUGGED, 'items/x.conf': text }).map((line) => /^\S+ \w+/.exec(line)?.[0]),
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
    said({ ...PLUGGED, 'items/x.conf': '[a]\ntype = bool\nast_dev = a, b' }).join(),
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

items('what is not supported is said once for each key', () => {
  const text = '[a]\ntype = num\ncache = yes\neval = 1\n[b]\ntype = num\ncache = yes\nknx_dpt = 1'
  assert.equal(
    said({ ...PLUGGED, 'items/x.conf': text }).map((line) => line.slice(0, 45)),
    ['items/x.conf:3:1: info: cache of items is not', 'items/x.conf:4:1: info: eval of items is not '],
  )
})

const logicsOf = (files: Readonly<Record<string, string>>) => understand({ ...PLUGGED, ...files }).configuration.logics

logics('S11: the two sections of the page', () => {
  const files = { 'etc/logic.conf': LOGIC }
  assert.equal(
    logicsOf(files).map(({ name, userEvents, overlap }) => [name, userEvents, overlap]),
    [
      ['logic1', ['Call'], 'parallel'],
      ['logic2', ['Action'], 'parallel'],
    ],
  )
  assert.equal(said({ ...PLUGGED, ...files }, 'error', 'warning'), [])
  assert.match(said({ ...PLUGGED, ...files }).join('\n'), /logic.conf:1:1: info: \[logic1\] has no handler in logics\//)
})

logics('S13g: several names, with bars, commas, or as a YAML list', () => {
  for (const files of [
    { 'etc/logic.conf': '[l]\nast_userevent = Call | Action' },
    { 'etc/logic.conf': '[l]\nast_userevent = Call, Action' },
    { 'etc/logic.yaml': 'l:\n  ast_userevent: [Call, Action]\n' },
    { 'etc/logic.yaml': 'l:\n  ast_userevent: Call | Action\n' },
  ]) {
    assert.equal(logicsOf(files)[0]?.userEvents, ['Call', 'Action'])
  }
})

logics('init, with and without a value; the rest of crontab is told', () => {
  const init = (text: string) => logicsOf({ 'etc/logic.conf': `[l]\n${text}` })[0]?.init
  assert.equal(init('crontab = init'), O.some(null))
  assert.equal(init('crontab = init = 5 | 0 5 * *'), O.some('5'))
  assert.equal(init('init = yes'), O.some(null))
  assert.equal(init('crontab = 0 5 * *'), O.none)
  assert.match(
    said({ ...PLUGGED, 'etc/logic.conf': '[l]\ncrontab = init | 0 5 * *' }).join(),
    /logic.conf:2:1: info: \[l\]: of crontab only init/,
  )
})

logics('enabled and overlap are read, and refused when they are nothing of the kind', () => {
  const [off, queue] = logicsOf({ 'etc/logic.conf': '[a]\nenabled = no\n[b]\noverlap = queue' })
  assert.equal([off?.enabled, queue?.overlap], [false, 'queue'])
  assert.equal(said({ ...PLUGGED, 'etc/logic.conf': '[a]\ninit = yes\nenabled = si\noverlap = stack' }, 'error'), [
    'etc/logic.conf:3:1: error: enabled must be true or false, yes or no, on or off, 1 or 0; write yes or no',
    'etc/logic.conf:4:1: error: there is no overlap stack; write one of parallel, queue, drop, restart',
  ])
})

logics('D19: the handler is the first of .js, .mjs, .ts by name or by the stem of filename', () => {
  const file = (conf: string, ...there: readonly string[]) =>
    logicsOf({ 'etc/logic.conf': conf, ...Object.fromEntries(there.map((path) => [path, ''])) })[0]?.file
  assert.equal(file('[l]', 'logics/l.ts', 'logics/l.mjs'), O.some('logics/l.mjs'))
  assert.equal(file('[l]\nfilename = bell.py', 'logics/bell.ts'), O.some('logics/bell.ts'))
  assert.equal(file('[l]\nfilename = bell.ts', 'logics/bell.js', 'logics/bell.ts'), O.some('logics/bell.ts'))
  assert.equal(file('[l]\nfilename = bell.py', 'logics/bell.py'), O.none)
})

logics('D19: a handler in Python is told, not refused', () => {
  assert.match(
    said({ ...PLUGGED, 'etc/logic.conf': '[l]\ninit = yes\nfilename = l.py' }).join(),
    /logic.conf:3:1: info: \[l\] has its handler in Python/,
  )
})

logics('watched items that are not there are a warning, with the one that differs in case', () => {
  const files = (watch: string) => ({
    ...PLUGGED,
    'items/x.conf': '[office]\n[[fon]]\ntype = bool\nknx = 1',
    'etc/logic.conf': `[l]\nwatch_item = ${watch}`,
    'logics/l.js': '',
  })
  assert.equal(said(files('*.fon | office.f?n | *:knx')), [])
  assert.match(said(files('Office.fon')).join(), /warning: .*; office.fon differs in case alone/)
  assert.match(said(files('*.door')).join(), /warning: \[l\] watches \*.door/)
})

whole('S4, S6, S11: the page as it stands, everything in its files', () => {
  const { configuration: seen, problems } = understand({
    'etc/plugin.conf': PLUGIN,
    'etc/smarthome.conf': ITEMS,
    'etc/logic.conf': LOGIC,
  })
  assert.equal([seen.connections.length, seen.items.length, seen.logics.length], [1, 1, 2])
  assert.equal(
    problems.filter(({ severity }) => severity !== 'info'),
    [],
  )
})

whole('a directory that is itself etc/ is read too', () => {
  assert.is(understand({ 'plugin.conf': PLUGIN }).configuration.connections.length, 1)
})

whole('no files whatever make it throw', () => {
  const name = fc.constantFrom('etc/plugin.conf', 'etc/logic.yaml', 'etc/logic.conf', 'items/a.conf', 'items/b.yaml')
  const word = fc.constantFrom(
    '[a]',
    '[[b]]',
    'type = bool',
    'ast_dev = ',
    'ast_db@x = a/b',
    'class_path = asterisk',
    'a:',
    '  b: ',
    'crontab = init',
    'watch_item = *(',
    '__proto__ = 1',
    '[__proto__]',
    '[constructor]',
  )
  const text = fc.array(fc.oneof(word, fc.string())).map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(fc.dictionary(name, text), (files) => {
      understand(files)
    }),
    { numRuns: 1000 },
  )
})

connections.run()
items.run()
logics.run()
whole.run()
