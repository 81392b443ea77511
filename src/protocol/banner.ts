/** The line that greets every client, and what its version number tells. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import type { Failure } from '../failure.js'
import { asBuffer, CR } from './bytes.js'

const GREETING = 'Asterisk Call Manager/'
/** Longer than any banner; more without a line end is another protocol. */
const LONGEST = 256

/** A banner that is whole: AMI's version, and the bytes that came behind its line. */
export interface Banner {
  readonly ami: string
  readonly rest: Uint8Array
}

/**
 * Reads the first bytes of a link. None: more bytes are needed. Left: this is not AMI, said at the first byte that differs, so that
 * nothing secret is sent to an SSH or web server.
 */
export const readBanner = (bytes: Uint8Array): E.Either<Failure, O.Option<Banner>> => {
  const text = asBuffer(bytes).toString('latin1', 0, LONGEST)
  const end = text.indexOf('\n')
  const line = lineOf(text, end)
  const fits = line.length < GREETING.length ? GREETING.startsWith(line) : line.startsWith(GREETING)
  if (!fits || (end < 0 && text.length === LONGEST) || (end >= 0 && line.length <= GREETING.length)) {
    return E.left({ _tag: 'NotAmi', greeting: line.slice(0, 80).replace(/[^\x20-\x7e]/g, '?') })
  }
  return E.right(end < 0 ? O.none : O.some({ ami: line.slice(GREETING.length), rest: bytes.subarray(end + 1) }))
}

const lineOf = (text: string, end: number): string => {
  const upTo = end < 0 ? text.length : end
  return text.slice(0, text.charCodeAt(upTo - 1) === CR ? upTo - 1 : upTo)
}

/** AMI's major version → Asterisk's. Before 3 several releases share one number (`include/asterisk/manager.h` of each). */
const ASTERISK_OF_AMI: ReadonlyMap<string, number> = new Map([
  ['3', 14],
  ['4', 15],
  ['5', 16],
  ['6', 17],
  ['7', 18],
  ['8', 19],
  ['9', 20],
  ['10', 21],
  ['11', 22],
  ['12', 23],
])

const majorOf = (ami: string): string => {
  const dot = ami.indexOf('.')
  return dot < 0 ? ami : ami.slice(0, dot)
}

/** Asterisk's major version, where AMI's tells it. */
export const asteriskOf = (ami: string): O.Option<number> => O.fromNullable(ASTERISK_OF_AMI.get(majorOf(ami)))
