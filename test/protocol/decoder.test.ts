import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { bytesOf, cutAt, cutEvery, decode, decodePieces } from '../support/decode.js'

const SAMPLE = [
  'Response: Success\r\nActionID: a-1\r\nMessage: Grüße 漢字 😀\r\n\r\n',
  'Event: UserEvent\r\nUserEvent: Call\r\nValue: naïve\nline\r\n\r\n',
  '\r\n',
  'Message: short end\r\n\nEvent: Hangup\r\nCause: 16\r\n\r\n',
  'Response: Follows\r\nPrivilege: Command\r\none: 1\n\ntwo\r\n\r\nthree--END COMMAND--\r\n\r\n',
  'Event: Last\r\nVal:\r\n\r\n',
].join('')
const FRAMES = [
  'Response: Success\r\nActionID: a-1\r\nMessage: Grüße 漢字 😀',
  'Event: UserEvent\r\nUserEvent: Call\r\nValue: naïve\nline',
  'Message: short end',
  'Event: Hangup\r\nCause: 16',
  'Response: Follows\r\nPrivilege: Command\r\none: 1\n\ntwo\r\n\r\nthree--END COMMAND--',
  'Event: Last\r\nVal:',
]

const test = suite('decoder')

test('two frames in one piece are two frames', () => {
  assert.equal(decode('Event: A\r\n\r\nEvent: B\r\nX: 1\r\n\r\n').frames, ['Event: A', 'Event: B\r\nX: 1'])
})

test('a frame is emitted as soon as its last byte arrives', () => {
  const whole = bytesOf('Event: A\r\nX: 1\r\n\r\n')
  assert.equal(decodePieces([whole.subarray(0, -1)]).frames, [])
  assert.equal(decodePieces([whole]).frames, ['Event: A\r\nX: 1'])
})

test('an unfinished frame is not emitted', () => {
  assert.equal(decode('Event: A\r\n\r\nEvent: B\r\nX: 1\r\n').frames, ['Event: A'])
})

test('an empty piece changes nothing', () => {
  assert.equal(decodePieces([bytesOf('Event: '), bytesOf(''), bytesOf('A\r\n\r\n'), bytesOf('')]).frames, ['Event: A'])
})

for (const size of [1, 2, 3, 5, 7, 64, 1460]) {
  test(`pieces of ${size} bytes give the same frames as one piece`, () => {
    assert.equal(decodePieces(cutEvery(bytesOf(SAMPLE), size)).out, FRAMES)
  })
}

test('one cut on any byte changes nothing', () => {
  const bytes = bytesOf(SAMPLE)
  for (let place = 0; place <= bytes.length; place += 1) {
    assert.equal(decodePieces(cutAt(bytes, [place])).out, FRAMES, `cut at ${place}`)
  }
})

test('a cut inside a character of several bytes keeps it', () => {
  const bytes = bytesOf('Event: A\r\nName: ü漢😀\r\n\r\n')
  const begin = Buffer.from(bytes).indexOf(bytesOf('ü'))
  for (let place = begin; place < bytes.length; place += 1) {
    assert.equal(decodePieces(cutAt(bytes, [place])).frames, ['Event: A\r\nName: ü漢😀'])
  }
})

test('cuts on all four bytes of the blank line keep it', () => {
  const bytes = bytesOf('Event: A\r\n\r\nEvent: B\r\n\r\n')
  assert.equal(decodePieces(cutAt(bytes, [9, 10, 11, 12])).frames, ['Event: A', 'Event: B'])
})

test('any cuts give the same frames', () => {
  const bytes = bytesOf(SAMPLE)
  const cuts = fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 40 })
  fc.assert(
    fc.property(cuts, (places) => {
      assert.equal(decodePieces(cutAt(bytes, places)).out, FRAMES)
    }),
  )
})

test('a frame larger than any inner buffer survives small pieces, and the next one too', () => {
  const huge = `Event: Big\r\n${Array.from({ length: 2000 }, (_, n) => `V${n}: ${'ä'.repeat(500)}`).join('\r\n')}`
  const { frames } = decodePieces(cutEvery(bytesOf(`${huge}\r\n\r\nEvent: Next\r\n\r\n`), 1460), {
    frame: 8_388_608,
    headers: 10_000,
  })
  assert.is(frames.length, 2)
  assert.is(frames[0] === huge, true)
  assert.is(frames[1], 'Event: Next')
})

test('a piece inside a larger buffer is read at its place', () => {
  const around = Buffer.from('xxxxEvent: A\r\n\r\nyyyy')
  const piece = new Uint8Array(around.buffer, around.byteOffset + 4, 12)
  assert.equal(decodePieces([piece]).frames, ['Event: A'])
})

const FRAME_LIMIT = { frame: 20, headers: 1000 }

test('a frame of exactly the limit passes', () => {
  const exact = `Event: ${'x'.repeat(13)}`
  assert.equal(decode(`${exact}\r\n\r\n`, FRAME_LIMIT).out, [exact])
})

test('a frame of one byte more is one fault, and the next frame survives', () => {
  const tooLong = `Event: ${'x'.repeat(14)}`
  for (const size of [1, 2, 3, 5, 7, 1460]) {
    assert.equal(decodePieces(cutEvery(bytesOf(`${tooLong}\r\n\r\nEvent: Next\r\n\r\n`), size), FRAME_LIMIT).out, [
      { _tag: 'Malformed', why: 'a frame of more than 20 bytes was dropped', text: tooLong.slice(0, 20) },
      'Event: Next',
    ])
  }
})

test('an endless line is one fault, however long it goes on', () => {
  const flood = `Event: A\r\n\r\nEvent: ${'x'.repeat(5000)}\r\n\r\nEvent: B\r\n\r\n`
  for (const size of [1, 3, 7, 64, 10_000]) {
    const { out, faults } = decodePieces(cutEvery(bytesOf(flood), size), FRAME_LIMIT)
    assert.is(faults.length, 1)
    assert.equal([out[0], out[2]], ['Event: A', 'Event: B'])
  }
})

test('a fault shows at most 200 characters', () => {
  const [fault] = decode(`Event: ${'x'.repeat(5000)}\r\n\r\n`, { frame: 1000, headers: 10 }).faults
  assert.is(fault?._tag === 'Malformed' && fault.text.length, 200)
  const [crowded] = decode(`${'Header: x\r\n'.repeat(100)}\r\n`, { frame: 5000, headers: 10 }).faults
  assert.is(crowded?._tag === 'Malformed' && crowded.text.length, 200)
})

const HEADER_LIMIT = { frame: 100_000, headers: 4 }

test('a frame of exactly the most lines passes', () => {
  const exact = 'Event: A\r\nB: 1\r\nC: 2\r\nD: 3'
  assert.equal(decode(`${exact}\r\n\r\n`, HEADER_LIMIT).out, [exact])
})

test('a frame of one line more is one fault, and the next frame survives', () => {
  const tooMany = 'Event: A\r\nB: 1\r\nC: 2\r\nD: 3\r\nE: 4'
  assert.equal(decode(`${tooMany}\r\n\r\nEvent: Next\r\n\r\n`, HEADER_LIMIT).out, [
    { _tag: 'Malformed', why: 'a frame of more than 4 headers was dropped', text: tooMany },
    'Event: Next',
  ])
})

test('lines as short as can be are counted too', () => {
  assert.is(decode('a\r\nb\r\nc\r\nd\r\ne\r\n\r\n', HEADER_LIMIT).faults.length, 1)
  assert.is(decode('a\r\nb\r\nc\r\nd\r\n\r\n', HEADER_LIMIT).faults.length, 0)
})

test('a frame over the limit in the middle of a short end does not take the other frame along', () => {
  const { out } = decode('A: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\nE: 5\r\n\nEvent: Next\r\n\r\n', HEADER_LIMIT)
  assert.is(out.length, 2)
  assert.is(out[1], 'Event: Next')
})

test.run()
