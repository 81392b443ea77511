/** Fuzz target: any bytes, cut anywhere, give the same frames and faults as in one piece, within the limits; and what reads them stands. */
import { isLeft } from 'fp-ts/lib/Either.js'
import { isSome } from 'fp-ts/lib/Option.js'
import { merge, Subject } from 'rxjs'
import { type Frame, streams } from '../../src/index.js'
import { readBanner } from '../../src/protocol/banner.js'
import { decoder, type Limits } from '../../src/protocol/decoder.js'
import { outputOf } from '../../src/functions/command.js'

const LIMITS: Limits = { frame: 4096, headers: 40 }

/** The frames and faults of the pieces, as texts in wire order. */
const decoded = (pieces: Iterable<Uint8Array>, frames: Frame[]): readonly string[] => {
  const out: string[] = []
  const feed = decoder(LIMITS, {
    frame: (frame) => {
      frames.push(frame)
      out.push(`frame ${frame.text}`)
    },
    fault: (fault) => out.push(`fault ${JSON.stringify(fault)}`),
  })
  for (const piece of pieces) feed(piece)
  return out
}

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield Uint8Array.from(bytes.subarray(start, start + size))
}

/** Whatever asks a frame anything must be answered. */
const readAll = (frame: Frame): void => {
  for (const [name, value] of frame.headers) {
    if (!frame.all(name).includes(value)) throw new Error(`the header ${JSON.stringify(name)} is lost`)
    if (frame.get(name) === undefined) throw new Error(`the header ${JSON.stringify(name)} is not found`)
  }
  outputOf(frame)
}

/** Streams of one frame must not throw; each with everything watched. */
const watchAll = (frames: readonly Frame[]): void => {
  const frame$ = new Subject<Frame>()
  const watched = streams(frame$, { start: 'snapshot' })
  const errors: unknown[] = []
  merge<unknown[]>(
    watched.event$,
    watched.device('2222'),
    watched.deviceState('PJSIP/2222'),
    watched.channelChange$,
    watched.mailbox('2222'),
    watched.userEvent('Call'),
    watched.dtmf('2222'),
  ).subscribe({ error: (error: unknown) => errors.push(error) })
  for (const frame of frames) frame$.next(frame)
  if (errors.length > 0) throw errors[0]
}

/** The first byte chooses the size of the pieces, the rest is the wire. */
export const fuzz = (data: Uint8Array): void => {
  const wire = data.subarray(1)
  const frames: Frame[] = []
  const whole = decoded([wire], frames)
  const cut = decoded(pieces(wire, 1 + ((data[0] ?? 0) % 64)), [])
  if (whole.join('\0') !== cut.join('\0')) throw new Error('the cut changes what is decoded')
  for (const frame of frames) {
    if (Buffer.byteLength(frame.text) > 3 * (LIMITS.frame + 4)) throw new Error('a frame over the limit')
    readAll(frame)
  }
  watchAll(frames)
  const banner = readBanner(wire)
  if (!isLeft(banner) && isSome(banner.right) && banner.right.value.rest.length >= wire.length) {
    throw new Error('a banner of no bytes')
  }
}
