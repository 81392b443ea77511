import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { asteriskOf, readBanner } from '../../src/protocol/banner.js'

const read = (text: string) => readBanner(Buffer.from(text, 'latin1'))
/** `ami|rest`, 'more', or the first bytes of another protocol. */
const brief = (text: string): string => {
  const banner = read(text)
  if (E.isLeft(banner)) return banner.left._tag === 'NotAmi' ? `not AMI: ${banner.left.greeting}` : banner.left._tag
  if (O.isNone(banner.right)) return 'more'
  const { ami, rest } = banner.right.value
  return `${ami}|${Buffer.from(rest).toString('latin1')}`
}

const test = suite('readBanner')

test('shows the version of AMI', () => {
  assert.is(brief('Asterisk Call Manager/11.0.0\r\n'), '11.0.0|')
  assert.is(brief('Asterisk Call Manager/5.0.4\r\n'), '5.0.4|')
})

test('keeps the bytes behind it', () => {
  assert.is(brief('Asterisk Call Manager/11.0.0\r\nResponse: Success\r\n'), '11.0.0|Response: Success\r\n')
})

test('any beginning of it needs more bytes', () => {
  const banner = 'Asterisk Call Manager/11.0.0\r\n'
  for (let length = 0; length < banner.length; length += 1) assert.is(brief(banner.slice(0, length)), 'more')
})

test('a line that ends with LF alone is a banner too', () => {
  assert.is(brief('Asterisk Call Manager/1.1\n'), '1.1|')
})

test('another protocol is known at its first byte that differs', () => {
  assert.is(brief('S'), 'not AMI: S')
  assert.is(brief('SSH-2.0-OpenSSH_9.6\r\n'), 'not AMI: SSH-2.0-OpenSSH_9.6')
  assert.is(brief('HTTP/1.1 400 Bad Request\r\n'), 'not AMI: HTTP/1.1 400 Bad Request')
  assert.is(brief('Asterisk Call Proxy/1.0\r\n'), 'not AMI: Asterisk Call Proxy/1.0')
})

test('an empty line, and a banner without a version, are no AMI', () => {
  assert.match(brief('\r\n'), /^not AMI/)
  assert.match(brief('Asterisk Call Manager/\r\n'), /^not AMI/)
  assert.match(brief('Asterisk\r\n'), /^not AMI/)
})

test('a line without an end is no AMI', () => {
  assert.is(brief(`Asterisk Call Manager/${'1'.repeat(256 - 23)}`), 'more')
  assert.match(brief(`Asterisk Call Manager/${'1'.repeat(300)}`), /^not AMI/)
})

test('the answer of another protocol is shown in printable characters, and cut', () => {
  assert.is(brief('\x16\x03\x01\r\n'), 'not AMI: ???')
  assert.is(brief('x'.repeat(200)), `not AMI: ${'x'.repeat(80)}`)
})

test.run()

const versions = suite('asteriskOf')

for (const [ami, asterisk] of [
  ['3.0.0', 14],
  ['4.0.0', 15],
  ['5.0.4', 16],
  ['6.0.0', 17],
  ['7.0.3', 18],
  ['8.0.0', 19],
  ['9.0.0', 20],
  ['10.0.0', 21],
  ['11.0.0', 22],
  ['12.0.0', 23],
] as const) {
  versions(`AMI ${ami} is Asterisk ${asterisk}`, () => {
    assert.equal(asteriskOf(ami), O.some(asterisk))
  })
}

for (const ami of ['1.1', '2.10.6', '99.0', '', 'x', 'constructor', '__proto__']) {
  versions(`AMI '${ami}' belongs to no Asterisk`, () => {
    assert.equal(asteriskOf(ami), O.none)
  })
}

versions.run()
