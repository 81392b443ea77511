import { readdirSync, readFileSync } from 'node:fs'
import { isRight } from 'fp-ts/lib/Either.js'
import { isSome } from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Frame } from '../../src/index.js'
import { readBanner } from '../../src/protocol/banner.js'
import { cutEvery, decodePieces } from '../support/decode.js'

/** Recordings of a real Asterisk 22, one file for each session. */
const folder = new URL('captures/', import.meta.url)
const names = readdirSync(folder).filter((name) => name.endsWith('.rx'))
const LIMITS = { frame: 8_388_608, headers: 10_000 }

/** The bytes behind the banner; a capture that begins in the middle of a session has none. */
const framesOf = (name: string): Uint8Array => {
  const bytes = readFileSync(new URL(name, folder))
  const banner = readBanner(bytes)
  return isRight(banner) && isSome(banner.right) ? banner.right.value.rest : bytes
}

const test = suite('captures of a real Asterisk')

test('they are all there', () => {
  assert.is(names.length, 83)
})

for (const name of names) {
  test(`${name} gives the same frames whole and byte by byte, and no faults`, () => {
    const bytes = framesOf(name)
    const whole = decodePieces([bytes], LIMITS)
    assert.equal(whole.faults, [])
    assert.equal(decodePieces(cutEvery(bytes, 1), LIMITS).out, whole.out)
    assert.equal(decodePieces(cutEvery(bytes, 1460), LIMITS).out, whole.out)
  })

  test(`every frame of ${name} is an event or a response`, () => {
    const { frames } = decodePieces([framesOf(name)], LIMITS)
    const odd = frames.map((text) => new Frame(text)).filter((each) => (each.event ?? each.response) === undefined)
    assert.equal(odd, [])
  })
}

test('a session that was cut in the middle of a frame gives all frames before it', () => {
  const bytes = framesOf('slow-reader-tail-cut-mid-frame.rx')
  const { frames } = decodePieces([bytes], LIMITS)
  assert.is(frames.length > 0, true)
  assert.is(frames.at(-1)?.includes('\r\n\r\n'), false)
})

test('a UserEvent of 120 KB is one frame with all its headers', () => {
  const { frames } = decodePieces([framesOf('limits-userevent-size.rx')], LIMITS)
  const biggest = frames.map((text) => new Frame(text)).sort((a, b) => b.text.length - a.text.length)[0]
  assert.is(biggest?.event, 'UserEvent')
  assert.is((biggest?.headers.length ?? 0) >= 120, true)
})

test('the events of a call are read in wire order', () => {
  const { frames } = decodePieces([framesOf('call-pjsip-2222-to-200.rx')], LIMITS)
  const seen = frames.map((text) => new Frame(text)).flatMap(({ event }) => (event === undefined ? [] : [event]))
  const first = (name: string): number => seen.indexOf(name)
  assert.is(first('Newchannel') >= 0, true)
  assert.is(first('Newchannel') < first('DialBegin'), true)
  assert.is(first('DialBegin') < first('BridgeEnter'), true)
  assert.is(first('BridgeEnter') < first('Hangup'), true)
})

test.run()
