/** Command lines: their results, and the explanations of mistakes. Pure. */
import * as E from 'fp-ts/lib/Either.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parse as parsing } from '../../src/cli/parse.js'
import { TABLE } from '../../src/cli/table.js'

const parse = parsing(TABLE)

/** The result of a command line in short. */
const understood = (...argv: readonly string[]): unknown => {
  const wish = parse(argv)
  if (E.isLeft(wish)) return wish.left.message
  if (wish.right._tag !== 'Run') return wish.right
  const { command, values } = wish.right.prepared
  return [command, values]
}

const test = suite('parse')

test('takes arguments in their order', () => {
  assert.equal(understood('hangup', '2222'), ['hangup', { device: '2222' }])
  assert.equal(understood('db', 'put', 'dnd/office', ''), ['db put', { path: 'dnd/office', value: '' }])
  assert.equal(understood('db', 'put', '--', 'a/b', '-1'), ['db put', { path: 'a/b', value: '-1' }])
})

test('takes options anywhere, with = or a blank, and fills in defaults', () => {
  const call = {
    source: 'PJSIP/200',
    extension: '240',
    context: 'door',
    first: undefined,
    strategy: 'all',
    follow: false,
  }
  const rest = { variable: [], earlyMedia: false, account: undefined, callerId: undefined }
  const place = ['PJSIP/200', '240', 'door']
  assert.equal(understood('call', ...place), ['call', { ...call, ...rest, timeout: 30 }])
  assert.equal(understood('call', '--timeout', '5', ...place), ['call', { ...call, ...rest, timeout: 5 }])
  assert.equal(understood('call', ...place, '--timeout=0.5', '--early-media'), [
    'call',
    { ...call, ...rest, timeout: 0.5, earlyMedia: true },
  ])
})

test('collects the values of an option that is given again', () => {
  assert.equal(understood('action', 'QueueAdd', 'Queue=a', 'Interface=PJSIP/1=2'), [
    'action',
    {
      name: 'QueueAdd',
      headers: [
        ['Queue', 'a'],
        ['Interface', 'PJSIP/1=2'],
      ],
    },
  ])
  assert.equal(understood('watch', '--event', 'A', '--event=B'), [
    'watch',
    { event: ['A', 'B'], device: [], call: false, userEvent: [], mailbox: [], queue: [], dtmf: [] },
  ])
})

const WRONG: readonly (readonly [readonly string[], string])[] = [
  [['wtach'], 'unknown command "wtach"; did you mean watch?'],
  [['frobnicate'], 'unknown command "frobnicate"'],
  [['db'], 'db needs one of get, put, delete, tree'],
  [['db', 'gte', 'a/b'], 'db needs one of get, put, delete, tree; did you mean get?'],
  [['--json', 'watch'], 'the command comes first, before --json'],
  [['hangup'], 'DEVICE is missing: 2222: in any technology; PJSIP/2222: in that one'],
  [['hangup', ''], 'DEVICE must be a text that is not empty'],
  [['hangup', '1', '2'], 'too many arguments: it takes DEVICE; a text with blanks needs quotes'],
  [['demo', 'x'], 'it takes no arguments'],
  [['watch', '--devise', 'x'], 'unknown option --devise; did you mean --device?'],
  [['watch', '--device'], '--device needs a value: DEVICE'],
  [['watch', '--device', '--json'], '--device needs a value: DEVICE; one that begins with - is written --device=…'],
  [['watch', '--json=yes'], '--json takes no value'],
  [['watch', '--port', '70000'], '--port must be a whole number from 1 to 65535'],
  [['call', 'a', 'b', 'c', '--timeout', 'soon'], '--timeout must be a number of seconds from 0 to 86400'],
  [['call', 'a', 'b', 'c', '--variable', 'x'], '--variable must be KEY=VALUE, such as Queue=support'],
  [['action', 'Ping', 'x'], 'KEY=VALUE must be KEY=VALUE, such as Queue=support'],
  [['completion', 'csh'], 'SHELL must be one of bash, zsh, fish'],
  [['replay', 'f', '--speed', '0'], '--speed must be a number greater than 0, such as 10'],
]

for (const [argv, message] of WRONG) {
  test(`explains what is wrong with: ${argv.join(' ')}`, () => {
    assert.is(understood(...argv), message)
  })
}

const SECRETS = [
  ['watch', '--password', 'hunter2'],
  ['--password=hunter2'],
  ['watch', '-password', 'hunter2'],
  ['call', '--secret', 'hunter2'],
  ['watch', '--pass=hunter2'],
]

for (const argv of SECRETS) {
  test(`takes no password, and repeats none: ${argv.join(' ')}`, () => {
    const said = String(understood(...argv))
    assert.match(said, 'a password on the command line can be read by every user of this machine')
    assert.not.match(said, 'hunter2')
  })
}

test('repeats nothing that follows an unknown option, which may be a secret', () => {
  for (const argv of [
    ['watch', '--passwrod', 'hunter2'],
    ['watch', '--passwrod=hunter2'],
    ['watch', '-x', 'hunter2'],
  ]) {
    assert.not.match(String(understood(...argv)), 'hunter2')
  }
})

test('takes a value that is called like a password option after --', () => {
  assert.equal(understood('db', 'put', '--', 'a/b', '--password'), ['db put', { path: 'a/b', value: '--password' }])
})

test('gives help wherever it is asked for', () => {
  assert.equal(understood(), { _tag: 'Help', about: '' })
  assert.equal(understood('--help'), { _tag: 'Help', about: '' })
  assert.equal(understood('call', '--help'), { _tag: 'Help', about: 'call' })
  assert.equal(understood('call', 'PJSIP/1', '-h'), { _tag: 'Help', about: 'call' })
  assert.equal(understood('db', '--help'), { _tag: 'Help', about: 'db' })
  assert.equal(understood('db', 'get', '--help'), { _tag: 'Help', about: 'db get' })
  assert.equal(understood('--version'), { _tag: 'Version' })
})

test.run()
