import { inspect } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { PLUGIN } from '../support/page.js'
import { PLUGGED, plugin, problemsOf, understand } from './understand.js'

const connections = suite('connections of plugin.conf')

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
  assert.equal(problemsOf(PLUGGED), [])
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

connections('S4b: a wrong port is refused, with its line', () => {
  for (const port of ['0', '65536', 'ami', '5038.5', '-1', '0x13AE']) {
    const files = { 'etc/plugin.conf': plugin('username = u', 'password = p', `port = ${port}`) }
    assert.equal(problemsOf(files), [
      "etc/plugin.conf:5:1: error: port must be a whole number from 1 to 65535; AMI's port is 5038",
    ])
    assert.equal(understand(files).configuration.connections, [])
  }
})

connections('S4c: without host and port it is this machine and 5038', () => {
  const seen = login(plugin('username = u', 'password = p'))
  assert.equal([seen?.host, seen?.port], ['127.0.0.1', 5038])
})

connections('S4d: without a username or a password there is no connection, and all that is missing is reported', () => {
  assert.equal(problemsOf({ 'etc/plugin.conf': plugin('host = x') }), [
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

connections('a # that one of the programs would read differently is a warning', () => {
  assert.match(
    problemsOf({ 'etc/plugin.conf': plugin('username = u', 'password = "a#b"') }).join(),
    /:4:14: warning: password has a #/,
  )
  assert.match(
    problemsOf({ 'etc/plugin.conf': plugin('username = u', 'password = a#b') }).join(),
    /:4:13: warning: password has a #/,
  )
})

connections('S5: each section of the Asterisk plugin is a connection by its name', () => {
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
  assert.equal(problemsOf({ 'etc/plugin.conf': text }), [])
})

connections('two connections without an instance are a warning: attributes select only the first', () => {
  const text = `${plugin('username = u', 'password = p')}\n[b]\nplugin_name = asterisk\nusername = u\npassword = p`
  assert.match(
    problemsOf({ 'etc/plugin.conf': text }).join(),
    /plugin.conf:5:1: warning: attributes without @ select \[ast\]/,
  )
})

connections('SmartHomeNG: plugin.yaml replaces plugin.conf, admin is the default, and a plugin may be off', () => {
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
  assert.match(problemsOf({}).join(), /^etc\/plugin.conf: error: there is neither/)
  assert.match(
    problemsOf({ 'etc/plugin.conf': '[knx]\nclass_path = plugins.knx' }).join(),
    /error: no section is an Asterisk/,
  )
})

connections.run()
