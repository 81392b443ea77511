/** Feeds a decoder in pieces and writes down what comes out. */
import type { Failure } from '../../src/failure.js'
import { decoder, type Limits } from '../../src/protocol/decoder.js'

export interface Decoded {
  /** The texts of the frames, and in their place in the order the faults. */
  readonly out: readonly (string | Failure)[]
  readonly frames: readonly string[]
  readonly faults: readonly Failure[]
}

const ROOMY: Limits = { frame: 1_000_000, headers: 10_000 }

/** Decodes pieces. Each piece is overwritten after its call, as a transport may use its buffer again. */
export const decodePieces = (pieces: Iterable<Uint8Array>, limits: Limits = ROOMY): Decoded => {
  const out: (string | Failure)[] = []
  const read = decoder(limits, {
    frame: ({ text }) => out.push(text),
    fault: (failure) => out.push(failure),
  })
  for (const piece of pieces) {
    const lent = Uint8Array.from(piece)
    read(lent)
    lent.fill(0x58)
  }
  return {
    out,
    frames: out.filter((each) => typeof each === 'string'),
    faults: out.filter((each) => typeof each !== 'string'),
  }
}

/** Pieces of `size` bytes each. */
export function* cutEvery(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

/** Pieces that end at each of these places. */
export function* cutAt(bytes: Uint8Array, places: readonly number[]): Generator<Uint8Array> {
  let start = 0
  for (const place of [...places].sort((a, b) => a - b)) {
    yield bytes.subarray(start, place)
    start = place
  }
  yield bytes.subarray(start)
}

export const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'utf8')

/** Decodes a text that comes in one piece. */
export const decode = (text: string, limits?: Limits): Decoded => decodePieces([bytesOf(text)], limits)
