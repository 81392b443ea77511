import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Frame } from '../../src/index.js'
import { bytesOf, cutAt, decodePieces } from '../support/decode.js'

/** The rules of the wire for a text that is complete; without limits and without console output of old versions. */
const naive = (text: string): readonly string[] =>
  text
    .split('\r\n\r\n')
    .slice(0, -1)
    .map((part) => part.replace(/^(?:\r\n)+/, ''))
    .filter((part) => part !== '')
    .flatMap((part) => part.split(/\r\n\n(?=Event:|Response:)/))

/** The first value of a header by the letter of the rules: as written first, then in any case, trimmed. */
const naiveGet = (text: string, name: string): string | undefined => {
  const pairs = text
    .split('\r\n')
    .filter((line) => line.includes(':'))
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).replace(/^ /, '')] as const)
  const wanted = name.toLowerCase()
  const exact = pairs.find(([given]) => given === name)
  const loose = pairs.find(([given]) => given.trim().toLowerCase() === wanted)
  return (exact ?? loose)?.[1]
}

const PARTS = [
  '\r\n',
  '\r\n\r\n',
  '\n',
  '\r',
  'Event: ',
  'Response: Success',
  'Response: Follows',
  'Event:Hangup',
  'ActionID: 1',
  'actionid:2',
  ' Source: 5',
  'ü😀',
  ':',
  ' ',
  'text',
]
const wire = fc
  .array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...PARTS) }, fc.string({ unit: 'grapheme', maxLength: 5 })), {
    maxLength: 60,
  })
  .map((parts) => parts.join(''))
  // old console output has rules of its own: see decoderMessages
  .filter((text) => !text.includes('Response: Follows\r\n'))

const test = suite('decoder and frame beside naive ones')

test('any text in any pieces gives the frames of a decoder that sees it whole', () => {
  fc.assert(
    fc.property(wire, fc.array(fc.nat(2000), { maxLength: 20 }), (text, cuts) => {
      const bytes = bytesOf(text)
      const places = cuts.map((cut) => cut % (bytes.length + 1))
      const { frames, faults } = decodePieces(cutAt(bytes, places))
      assert.equal(frames, naive(Buffer.from(bytes).toString('utf8')))
      assert.equal(faults, [])
    }),
    { numRuns: 1000 },
  )
})

test('any bytes in any pieces decode without a throw, and the same as whole', () => {
  const bytes = fc.uint8Array({ maxLength: 300 }).map((noise) => Buffer.concat([noise, Buffer.from('\r\n\r\n')]))
  const tight = { frame: 50, headers: 3 }
  fc.assert(
    fc.property(bytes, fc.array(fc.nat(300), { maxLength: 10 }), (noise, cuts) => {
      const places = cuts.map((cut) => cut % (noise.length + 1))
      assert.equal(decodePieces(cutAt(noise, places), tight).out, decodePieces([noise], tight).out)
    }),
    { numRuns: 1000 },
  )
})

test('tight limits give the same frames and faults for any cut', () => {
  const tight = { frame: 40, headers: 3 }
  fc.assert(
    fc.property(wire, fc.array(fc.nat(2000), { maxLength: 20 }), (text, cuts) => {
      const bytes = bytesOf(`${text}\r\n\r\n`)
      const places = cuts.map((cut) => cut % (bytes.length + 1))
      assert.equal(decodePieces(cutAt(bytes, places), tight).out, decodePieces([bytes], tight).out)
    }),
    { numRuns: 1000 },
  )
})

test('a header is looked up as a naive search does', () => {
  const name = fc.constantFrom('Event', 'ActionID', 'actionid', 'Source', 'source', 'text', 'Response')
  fc.assert(
    fc.property(wire, name, (text, wanted) => {
      for (const part of naive(`${text}\r\n\r\n`)) assert.is(new Frame(part).get(wanted), naiveGet(part, wanted))
    }),
    { numRuns: 1000 },
  )
})

test.run()
