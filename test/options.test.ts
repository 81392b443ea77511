import { inspect } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { NEVER } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connect } from '../src/index.js'
import { type Settings, settings } from '../src/options.js'

const LOGIN = { username: 'admin', password: 'hunter2' }

const decoded = (options: object): Settings => {
  const given = settings({ ...LOGIN, ...options })
  if (E.isLeft(given)) throw new TypeError(given.left)
  return given.right
}
const refusal = (options: unknown): string => {
  const given = settings(options)
  return E.isLeft(given) ? given.left : 'accepted'
}
const isRefused = (options: object, sentence: string | RegExp): void => {
  const said = refusal({ ...LOGIN, ...options })
  if (typeof sentence === 'string') assert.is(said, sentence)
  else assert.match(said, sentence)
  assert.not.match(said, /hunter2/)
}

const test = suite('options')

test('username and password are enough', () => {
  assert.equal(decoded({}), {
    username: 'admin',
    password: 'hunter2',
    host: '127.0.0.1',
    port: 5038,
    tls: false,
    auth: 'md5',
    events: 'on',
    timeout: 10_000,
    keepAlive: { interval: 10_000, deadline: 10_000 },
    backoff: { min: 250, max: 30_000 },
    linger: 1000,
    name: 'asterisk',
    limits: { frame: 8_388_608, headers: 10_000, list: 67_108_864 },
    transport: undefined,
  })
})

test('what is given is kept', () => {
  const transport = { peer: 'test', open: () => NEVER }
  const given = {
    host: '::1',
    port: 15_038,
    tls: { servername: 'pbx' },
    auth: 'plain',
    events: ['call', 'user'],
    timeout: 5000,
    keepAlive: { interval: 1, deadline: 2 },
    backoff: { min: 3, max: 4 },
    linger: 0,
    name: 'home',
    limits: { frame: 5, headers: 6, list: 7 },
    transport,
  }
  assert.equal(decoded(given), { ...LOGIN, ...given })
  assert.is(decoded(given).transport, transport)
})

test('the port follows tls, unless it is given', () => {
  assert.is(decoded({ tls: true }).port, 5039)
  assert.is(decoded({ tls: {} }).port, 5039)
  assert.is(decoded({ tls: false }).port, 5038)
  assert.is(decoded({ tls: true, port: 1 }).port, 1)
})

test('tls: true is TLS with Node’s own options', () => {
  assert.equal(decoded({ tls: true }).tls, {})
  assert.is(decoded({ tls: false }).tls, false)
})

test('half of a pair keeps the default of the other half', () => {
  assert.equal(decoded({ keepAlive: { interval: 1 } }).keepAlive, { interval: 1, deadline: 10_000 })
  assert.equal(decoded({ keepAlive: { deadline: 1 } }).keepAlive, { interval: 10_000, deadline: 1 })
  assert.equal(decoded({ backoff: { max: 300 } }).backoff, { min: 250, max: 300 })
  assert.equal(decoded({ limits: { headers: 1 } }).limits, { frame: 8_388_608, headers: 1, list: 67_108_864 })
})

test('undefined is the default', () => {
  assert.equal(decoded({ host: undefined, tls: undefined, limits: { frame: undefined } }), decoded({}))
})

test('an empty password may be one', () => {
  assert.is(decoded({ password: '' }).password, '')
})

test('every class of events may be asked for', () => {
  assert.equal(decoded({ events: ['call', 'user', 'dtmf', 'message'] }).events, ['call', 'user', 'dtmf', 'message'])
  assert.is(decoded({ events: 'off' }).events, 'off')
})

test('a missing username or password is named', () => {
  assert.is(refusal({ password: 'x' }), 'username must be a text that is not empty; it is missing')
  assert.is(refusal({ username: 'x' }), 'password must be a text without line breaks; it is missing')
})

test('a password is never shown, nor what was put in its place', () => {
  isRefused({ password: 'hunter2\r\nAction: x' }, 'password must be a text without line breaks')
  isRefused({ password: ['hunter2'] }, /^password must be/)
  isRefused({ username: ['hunter2'] }, /^username must be/)
})

for (const nothing of [undefined, null, 5, 'admin', []]) {
  test(`${JSON.stringify(nothing)} is no object of options`, () => {
    assert.match(refusal(nothing), /must be/)
  })
}

for (const port of [0, -1, 65_536, 1.5, '5038', null]) {
  test(`${JSON.stringify(port)} is no port, and is shown`, () => {
    isRefused({ port }, `port must be a whole number from 1 to 65535; it got ${JSON.stringify(port)}`)
  })
}

// B7 of the trial programs: NaN was shown as null, and the bound of a delay was in no message
test('B7: NaN is no port, and is shown as NaN', () => {
  isRefused({ port: Number.NaN }, 'port must be a whole number from 1 to 65535; it got NaN')
})

for (const linger of [Number.POSITIVE_INFINITY, 2 ** 31, -1]) {
  test(`B7: a linger of ${linger} is refused with both of its bounds`, () => {
    isRefused({ linger }, 'linger must be a number of milliseconds, 0 or more, at most 2,147,483,647')
  })
}

test('a host that is wrong is shown', () => {
  isRefused(
    { host: 5 },
    'host must be a name or an IP address alone, without scheme, port, brackets or blanks; it got 5',
  )
})

for (const [field, wrong] of [
  ['host', ['', ' ', 5, 'a\nb']],
  ['username', ['', '  ', 'a\rb', 5]],
  ['name', ['', 5]],
  ['tls', ['yes', 1, null]],
  ['auth', ['sha', true]],
  ['events', ['', 'call', [], ['call', 'nope'], [5], true]],
  ['timeout', [0, -1, '10', Infinity, 2_147_483_648, Number.NaN]],
  ['linger', [-1, '1', 2_147_483_648, Number.NaN]],
  ['keepAlive', [5, null, []]],
  ['transport', [{}, { peer: 'x' }, { open: () => NEVER }, 5]],
] as const) {
  for (const value of wrong) {
    test(`${field} is not ${inspect(value)}`, () => {
      isRefused({ [field]: value }, new RegExp(`^${field} must be`))
    })
  }
}

for (const [field, inner] of [
  ['keepAlive', 'interval'],
  ['keepAlive', 'deadline'],
  ['backoff', 'min'],
  ['backoff', 'max'],
  ['limits', 'frame'],
  ['limits', 'headers'],
  ['limits', 'list'],
] as const) {
  test(`${field}.${inner} is named when it is wrong`, () => {
    isRefused({ [field]: { [inner]: 0 } }, new RegExp(`^${field}\\.${inner} must be a positive`))
    isRefused({ [field]: { [inner]: 'x' } }, new RegExp(`^${field}\\.${inner} must be a positive`))
  })
}

test('whole numbers are asked for where a count is meant', () => {
  isRefused({ limits: { headers: 1.5 } }, /^limits\.headers must be a positive whole number/)
})

test('what Node’s timers can hold is the longest time', () => {
  assert.is(decoded({ timeout: 2_147_483_647 }).timeout, 2_147_483_647)
})

test('backoff.min above backoff.max is refused, the default counted', () => {
  isRefused({ backoff: { min: 5, max: 4 } }, 'backoff.min must not be greater than backoff.max')
  isRefused({ backoff: { min: 60_000 } }, 'backoff.min must not be greater than backoff.max')
  assert.equal(decoded({ backoff: { min: 5, max: 5 } }).backoff, { min: 5, max: 5 })
})

test('a login that Asterisk could not read is refused here, as trying it again and again cannot help', () => {
  for (const username of [' admin', '\tadmin', 'x'.repeat(1001), 'ü'.repeat(501)]) {
    isRefused({ username }, /^username must begin with no blank and have at most 1000 bytes$/)
  }
  const unreadable = ' hunter2'
  isRefused({ password: unreadable, auth: 'plain' }, /^with auth 'plain' password must begin with no blank/)
  isRefused({ password: 'x'.repeat(1001), auth: 'plain' }, /at most 1000 bytes$/)
  assert.is(decoded({ password: unreadable }).password, unreadable)
})

test('an unknown option is named, with those that exist', () => {
  isRefused({ usernme: 'x', hots: 'y' }, /^unknown option usernme, hots; the options are username, password, host,/)
})

test('an unknown option is named with the one that it is close to', () => {
  isRefused({ hostt: 'x' }, /^unknown option hostt; did you mean host; the options are username,/)
  isRefused({ keepAlive: { intervall: 5 } }, /^unknown option keepAlive\.intervall; did you mean keepAlive\.interval;/)
  isRefused({ frobnicate: 1 }, /^unknown option frobnicate; the options are/)
})

test('an unknown option within a group is named with its group', () => {
  isRefused({ limits: { fram: 3 } }, /^unknown option limits\.fram; .*limits\.frame/)
})

test('an unknown option is refused whatever it holds', () => {
  isRefused({ hots: undefined }, /^unknown option hots;/)
})

test('what the options inherit is checked as what is their own', () => {
  assert.match(refusal(Object.create({ ...LOGIN, port: 0 })), /^port must be /)
  assert.is(refusal(Object.create(LOGIN)), 'accepted')
})

test('what a class gives by getters is checked, whatever else it inherits', () => {
  class Config {
    readonly username = 'admin'
    readonly password = 'hunter2'
    readonly #port: number
    constructor(port: number) {
      this.#port = port
    }
    get port() {
      return this.#port
    }
    toString() {
      return 'configuration'
    }
  }
  assert.match(refusal(new Config(NaN)), /^port must be /)
  assert.is(refusal(new Config(5038)), 'accepted')
})

test('connect throws a TypeError that names the field', () => {
  assert.throws(
    () => connect({ ...LOGIN, port: 0 }),
    (error: unknown) => error instanceof TypeError && error.message.startsWith('connect: port must be'),
  )
})

test('connect opens nothing', () => {
  let opened = 0
  const open = () => {
    opened += 1
    return NEVER
  }
  connect({ ...LOGIN, transport: { peer: 'x', open } })
  assert.is(opened, 0)
})

for (const host of [
  '[::1]',
  'http://pbx',
  'https://127.0.0.1/',
  'pbx:5038',
  '127.0.0.1:5038',
  'pbx ',
  ' pbx',
  'a b',
  'me@pbx',
]) {
  test(`${JSON.stringify(host)} is no host, and the sentence says what one is`, () => {
    isRefused({ host }, /^host must be a name or an IP address alone/)
  })
}

for (const host of ['pbx', 'pbx.example.org', '127.0.0.1', '::1', 'fe80::1%eth0', '2001:db8::5038']) {
  test(`${host} is a host`, () => {
    assert.is(decoded({ host }).host, host)
  })
}

test.run()
