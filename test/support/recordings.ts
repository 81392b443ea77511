/** Recordings of a real Asterisk as frames. */
import { readdirSync, readFileSync } from 'node:fs'
import { isRight } from 'fp-ts/lib/Either.js'
import { isSome } from 'fp-ts/lib/Option.js'
import { Frame } from '../../src/index.js'
import { readBanner } from '../../src/protocol/banner.js'
import { decodePieces } from './decode.js'

/** Short exchanges with lists and calls. */
export const PROTOCOL_RECORDINGS = new URL('../protocol/captures/', import.meta.url)
/** Queues, conferences, transfers, parking, phones that come and go: stories of live state on Asterisk 22.10. */
export const LIVE_RECORDINGS = new URL('../model/captures/', import.meta.url)

/** The names of the recordings in a folder. */
export const recordingsIn = (folder: URL): readonly string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.rx'))
    .map((name) => name.slice(0, -'.rx'.length))

/** The bytes behind the banner; a recording that begins in the middle of a session has none. */
export const recordedBytes = (name: string, folder = LIVE_RECORDINGS): Uint8Array => {
  const bytes = readFileSync(new URL(`${name}.rx`, folder))
  const banner = readBanner(bytes)
  return isRight(banner) && isSome(banner.right) ? banner.right.value.rest : bytes
}

/** All frames of a recording, in their order. */
export const recordedFrames = (name: string, folder = LIVE_RECORDINGS): readonly Frame[] =>
  decodePieces([recordedBytes(name, folder)]).frames.map((text) => new Frame(text))
