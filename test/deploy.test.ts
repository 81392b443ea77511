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
import { complaintsAbout, hasSystemd } from './support/systemd.js'

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

const there: (name: string, run: () => void) => void = hasSystemd ? test : (name) => test.skip(name)

there('systemd finds nothing wrong with the unit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-asterisk-unit-'))
  cpSync('misc/deploy/rx-asterisk.service', join(folder, 'rx-asterisk.service'))
  const said = complaintsAbout(join(folder, 'rx-asterisk.service'))
  rmSync(folder, { recursive: true })
  assert.is(said, '')
})

test.run()
