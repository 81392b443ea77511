/** The files of misc/deploy fit the program: commands, options, users, signals. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { parse as parseYaml } from 'yaml'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { EXIT } from '../src/cli/exit.js'
import { parse } from '../src/cli/parse.js'
import { TABLE } from '../src/cli/table.js'
import { served } from './http/served.js'
import { complaintsAbout, hasSystemd } from './support/systemd.js'
import { eventually } from './support/watching.js'

const UNIT = readFileSync('misc/deploy/rx-asterisk.service', 'utf8')
const CONTAINER = readFileSync('misc/deploy/Containerfile', 'utf8')
const PAGE = readFileSync('misc/deploy/README.md', 'utf8')

const test = suite('misc/deploy')

const understood = (line: string): boolean => {
  const [program, ...argv] = line.trim().split(/\s+/)
  return program === 'rx-asterisk' && E.isRight(parse(TABLE)(argv))
}

test('the unit runs a command that there is, as an ordinary user, and tells when it is ready', () => {
  const [, line = ''] = /^ExecStart=\/usr\/bin\/env (.*)$/m.exec(UNIT) ?? []
  assert.ok(understood(line), line)
  for (const setting of ['Type=notify', 'NotifyAccess=all', 'User=rx-asterisk', 'NoNewPrivileges=yes']) {
    assert.ok(UNIT.split('\n').includes(setting), setting)
  }
})

test('the container runs a command that there is, as an ordinary user, and looks at the file of its readiness', () => {
  const words: unknown = JSON.parse(/^CMD (\[.*\])$/m.exec(CONTAINER)?.[1] ?? '[]')
  const line = ['rx-asterisk', ...(Array.isArray(words) ? words.map(String) : [])].join(' ')
  assert.ok(understood(line), line)
  assert.match(CONTAINER, '\nENTRYPOINT ["rx-asterisk"]\n')
  assert.match(CONTAINER, '\nUSER node\n')
  assert.match(CONTAINER, 'CMD ["test", "-f", "/tmp/ready"]')
  assert.match(line, '--ready-file /tmp/ready')
})

test('the unit restarts a crash, and neither a refused login nor a mistake in the command line', () => {
  const [, codes = ''] = /^RestartPreventExitStatus=(.*)$/m.exec(UNIT) ?? []
  assert.equal(codes.split(' ').map(Number), [EXIT.usage, EXIT.noLink])
  assert.ok(UNIT.split('\n').includes('Restart=on-failure'))
})

test('the container restarts a crash: `--rm` would forbid it', () => {
  const runs = [...PAGE.matchAll(/^podman run .*$/gm)].map(([line]) => line)
  assert.ok(runs.length > 0)
  assert.ok(
    runs.every((line) => / --restart on-failure:\d+ /.test(line) && !/ --rm /.test(line)),
    runs.join('\n'),
  )
})

test('the page shows commands that there are', () => {
  const lines = [...PAGE.matchAll(/^rx-asterisk .*$/gm)].map(([line]) => line)
  assert.ok(lines.length >= 2)
  assert.equal(
    lines.filter((line) => !understood(line)),
    [],
  )
})

const BRIDGE = readFileSync('misc/deploy/rx-asterisk-mqtt.service', 'utf8')

test('the unit of the bridge runs a command that there is, and tries no refused login again', () => {
  const [, line = ''] = /^ExecStart=\/usr\/bin\/env (.*)$/m.exec(BRIDGE) ?? []
  assert.ok(understood(line), line)
  for (const setting of [
    'Type=notify',
    'NotifyAccess=all',
    'User=rx-asterisk',
    'NoNewPrivileges=yes',
    'Restart=on-failure',
  ]) {
    assert.ok(BRIDGE.split('\n').includes(setting), setting)
  }
  const [, codes = ''] = /^RestartPreventExitStatus=(.*)$/m.exec(BRIDGE) ?? []
  assert.equal(codes.split(' ').map(Number), [EXIT.usage, EXIT.noLink])
})

test('the bridge of the compose file runs a command that there is, and has the package mqtt', () => {
  const compose: unknown = parseYaml(readFileSync('misc/deploy/compose.yaml', 'utf8'))
  const [, words = ''] = /"command":(\["mqtt".*?\])/.exec(JSON.stringify(compose)) ?? []
  const argv: unknown = JSON.parse(words)
  assert.ok(Array.isArray(argv))
  assert.ok(understood(['rx-asterisk', ...argv.map(String)].join(' ')), words)
  assert.match(CONTAINER, / io-ts mqtt /)
})

const SWITCHBOARD = readFileSync('misc/deploy/rx-asterisk-switchboard.service', 'utf8')

test('the unit of the switchboard runs a command that there is, as an ordinary user, and tries no refused login again', () => {
  const [, line = ''] = /^ExecStart=\/usr\/bin\/env (.*)$/m.exec(SWITCHBOARD) ?? []
  assert.ok(understood(line), line)
  const lines = SWITCHBOARD.split('\n')
  for (const setting of ['Type=notify', 'NotifyAccess=all', 'User=rx-asterisk', 'NoNewPrivileges=yes'])
    assert.ok(lines.includes(setting), setting)
  assert.ok(lines.includes(`RestartPreventExitStatus=${EXIT.usage} ${EXIT.noLink}`))
})

test('the switchboard of the compose file runs a command that there is, behind a login, and has the packages of a server', () => {
  const compose: unknown = parseYaml(readFileSync('misc/deploy/compose.switchboard.yaml', 'utf8'))
  const [, words = ''] = /"command":(\["switchboard".*?\])/.exec(JSON.stringify(compose)) ?? []
  const argv: unknown = JSON.parse(words)
  assert.ok(Array.isArray(argv))
  const line = ['rx-asterisk', ...argv.map(String)].join(' ')
  assert.ok(understood(line), line)
  assert.match(line, '--users ')
  assert.match(CONTAINER, ' hono @hono/node-server ')
})

test('the dashboard asks for metrics that there are, with labels that they have', async () => {
  const at = served({ registrations: ['provider'] })
  const leave = at.watch()
  at.pbx.registration('provider').registered()
  at.pbx.conference('room').join('PJSIP/200')
  await at.ask('GET', '/api/rooms')
  await eventually('all is known', async () => {
    const { text } = await at.ask('GET', '/api/registrations', { context: { user: { name: String(Math.random()) } } })
    return text.includes('registered')
  })
  await at.ask('GET', '/healthz')
  const { text } = await at.ask('GET', '/metrics')
  leave()
  await at.close()
  const asked = [
    ...readFileSync('misc/deploy/grafana-switchboard.json', 'utf8').matchAll(/\b(?:rx_)?asterisk_[a-z_]+/g),
  ]
  const names = new Set(asked.map(([name]) => name))
  assert.ok(names.size > 20)
  assert.equal(
    [...names].filter((name) => !new RegExp(`^${name}[ {]`, 'm').test(text)),
    [],
  )
})

const GATEWAY = readFileSync('misc/deploy/rx-asterisk-gateway@.service', 'utf8')

test('the unit of a gateway runs a command that there is, and tries no refused login again', () => {
  const [, line = ''] = /^ExecStart=\/usr\/bin\/env (.*)$/m.exec(GATEWAY) ?? []
  assert.ok(understood(line.replace('%i', 'berlin')), line)
  for (const setting of [
    'Type=notify',
    'NotifyAccess=all',
    'User=rx-asterisk',
    'Restart=on-failure',
    'KillMode=mixed',
  ]) {
    assert.ok(GATEWAY.split('\n').includes(setting), setting)
  }
  const [, codes = ''] = /^RestartPreventExitStatus=(.*)$/m.exec(GATEWAY) ?? []
  assert.equal(codes.split(' ').map(Number), [EXIT.usage, EXIT.noLink])
})

const FLEET = 'misc/deploy/fleet'

interface Service {
  readonly image?: string
  readonly command?: readonly string[]
  readonly entrypoint?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly deploy?: { readonly replicas?: number }
  readonly volumes?: readonly string[]
}

const isServices = (value: unknown): value is { readonly services: Readonly<Record<string, Service>> } =>
  typeof value === 'object' && value !== null && 'services' in value

const services = ((): Readonly<Record<string, Service>> => {
  const compose: unknown = parseYaml(readFileSync(join(FLEET, 'compose.yaml'), 'utf8'), { merge: true })
  assert.ok(isServices(compose))
  return compose.services
})()

test('the compose file of a fleet has two Asterisks, three servers, two gateways each, three workers', () => {
  const all = Object.values(services)
  const gateways = all.filter(({ command }) => command?.[0] === 'gateway')
  const servers = gateways.map(({ environment }) => environment?.['RX_ASTERISK_SERVER'])
  assert.equal(servers, ['berlin', 'berlin', 'bonn', 'bonn'])
  assert.is(all.filter(({ image }) => image?.startsWith('nats:')).length, 3)
  assert.ok(gateways.every(({ environment }) => (environment?.['RX_ASTERISK_HOST'] ?? '') in services))
  assert.is(services['worker']?.deploy?.replicas, 3)
})

test('the compose file of a fleet runs commands that there are, with variables that are read', () => {
  const programs = Object.values(services).filter(({ image }) => image === 'rx-asterisk-fleet')
  const lines = programs
    .filter(({ entrypoint }) => entrypoint === undefined)
    .map(({ command = [] }) => ['rx-asterisk', ...command].join(' '))
  assert.is(lines.length, 6)
  assert.equal(
    lines.filter((line) => !understood(line)),
    [],
  )
  const help = readFileSync('docs/cli.md', 'utf8')
  const names = new Set(programs.flatMap(({ environment = {} }) => Object.keys(environment)))
  assert.equal(
    [...names].filter((name) => !help.includes(name)),
    [],
  )
})

test('each login of the compose file is known to its server', () => {
  const [nats, manager] = ['nats.conf', 'manager.conf'].map((file) => readFileSync(join(FLEET, file), 'utf8'))
  for (const { environment = {} } of Object.values(services)) {
    const { RX_ASTERISK_BUS_USER: user, RX_ASTERISK_USERNAME: name } = environment
    if (user !== undefined)
      assert.match(nats ?? '', `user: ${user}, password: "${environment['RX_ASTERISK_BUS_PASSWORD'] ?? ''}"`)
    if (name !== undefined)
      assert.match(manager ?? '', `[${name}]\nsecret = ${environment['RX_ASTERISK_PASSWORD'] ?? ''}\n`)
  }
})

const there: (name: string, run: () => void) => void = hasSystemd ? test : (name) => test.skip(name)

for (const unit of ['rx-asterisk.service', 'rx-asterisk-gateway@.service', 'rx-asterisk-switchboard.service']) {
  there(`systemd finds nothing wrong with ${unit}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'rx-asterisk-unit-'))
    const file = join(folder, unit.replace('@', '@berlin'))
    cpSync(join('misc/deploy', unit), file)
    const said = complaintsAbout(file)
    rmSync(folder, { recursive: true })
    assert.is(said, '')
  })
}

test.run()
