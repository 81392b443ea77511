import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Frame } from '../../src/index.js'
import { cutEvery, decodePieces } from '../support/decode.js'
import { PROTOCOL_RECORDINGS, recordedBytes, recordingsIn } from '../support/recordings.js'

const names = recordingsIn(PROTOCOL_RECORDINGS)
const LIMITS = { frame: 8_388_608, headers: 10_000 }

const test = suite('captures of a real Asterisk')

test('they are all there', () => {
  assert.is(names.length, 83)
})

for (const name of names) {
  test(`${name} gives the same frames whole and byte by byte, and no faults`, () => {
    const bytes = recordedBytes(name, PROTOCOL_RECORDINGS)
    const whole = decodePieces([bytes], LIMITS)
    assert.equal(whole.faults, [])
    assert.equal(decodePieces(cutEvery(bytes, 1), LIMITS).out, whole.out)
    assert.equal(decodePieces(cutEvery(bytes, 1460), LIMITS).out, whole.out)
  })

  test(`every frame of ${name} is an event or a response`, () => {
    const { frames } = decodePieces([recordedBytes(name, PROTOCOL_RECORDINGS)], LIMITS)
    const odd = frames.map((text) => new Frame(text)).filter((each) => (each.event ?? each.response) === undefined)
    assert.equal(odd, [])
  })
}

test('a session that was cut in the middle of a frame gives all frames before it', () => {
  const bytes = recordedBytes('slow-reader-tail-cut-mid-frame', PROTOCOL_RECORDINGS)
  const { frames } = decodePieces([bytes], LIMITS)
  assert.is(frames.length > 0, true)
  assert.is(frames.at(-1)?.includes('\r\n\r\n'), false)
})

test('a UserEvent of 120 KB is one frame with all its headers', () => {
  const { frames } = decodePieces([recordedBytes('limits-userevent-size', PROTOCOL_RECORDINGS)], LIMITS)
  const biggest = frames.map((text) => new Frame(text)).sort((a, b) => b.text.length - a.text.length)[0]
  assert.is(biggest?.event, 'UserEvent')
  assert.is((biggest?.headers.length ?? 0) >= 120, true)
})

test('the events of a call are read in wire order', () => {
  const { frames } = decodePieces([recordedBytes('call-pjsip-2222-to-200', PROTOCOL_RECORDINGS)], LIMITS)
  const seen = frames.map((text) => new Frame(text)).flatMap(({ event }) => (event === undefined ? [] : [event]))
  const first = (name: string): number => seen.indexOf(name)
  assert.is(first('Newchannel') >= 0, true)
  assert.is(first('Newchannel') < first('DialBegin'), true)
  assert.is(first('DialBegin') < first('BridgeEnter'), true)
  assert.is(first('BridgeEnter') < first('Hangup'), true)
})

test.run()
