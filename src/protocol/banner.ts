/** The banner: the line that greets every client, and the version of Asterisk that follows from it. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import type { Failure } from '../failure.js'
import { asBuffer } from './bytes.js'
import { printableText } from './print.js'
import { CR } from './signs.js'

const GREETING = 'Asterisk Call Manager/'
/** Longer than any banner: as many bytes without a line end belong to another protocol. */
const LONGEST = 256

/** A whole banner: the version of AMI, and the bytes behind the line. */
export interface Banner {
  readonly ami: string
  readonly rest: Uint8Array
}

/**
 * Reads the first bytes of a link. None: more bytes are needed. Left: the protocol is not AMI. The first byte that differs decides, so
 * that no secret is sent to an SSH or web server.
 */
export const readBanner = (bytes: Uint8Array): E.Either<Failure, O.Option<Banner>> => {
  const text = asBuffer(bytes).toString('latin1', 0, LONGEST)
  const end = text.indexOf('\n')
  const line = lineOf(text, end)
  const fits = line.length < GREETING.length ? GREETING.startsWith(line) : line.startsWith(GREETING)
  if (!fits || (end < 0 && text.length === LONGEST) || (end >= 0 && line.length <= GREETING.length)) {
    return E.left({ _tag: 'NotAmi', greeting: printableText(line) })
  }
  return E.right(end < 0 ? O.none : O.some({ ami: line.slice(GREETING.length), rest: bytes.subarray(end + 1) }))
}

const lineOf = (text: string, end: number): string => {
  const upTo = end < 0 ? text.length : end
  return text.slice(0, text.charCodeAt(upTo - 1) === CR ? upTo - 1 : upTo)
}

/** Major version of AMI → major version of Asterisk. Below 3 several releases share one number (`include/asterisk/manager.h` of each). */
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

/** The major version of Asterisk, where the version of AMI determines it. */
export const asteriskOf = (ami: string): O.Option<number> => O.fromNullable(ASTERISK_OF_AMI.get(majorOf(ami)))
