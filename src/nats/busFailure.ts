/** Errors of the bus as failures. */
import * as O from 'fp-ts/lib/Option.js'
import { type Failure, failureOf } from '../index.js'

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'it failed')

const lost = (why: string): Failure => ({ _tag: 'BusLost', why, hint: O.none })

/** The failure of an `AmiError`; any other error came from the client of the bus. */
export const busFailure = (error: unknown): Failure => failureOf(error) ?? lost(messageOf(error))

/** The failure of an attempt to open a link to `peer`. */
export const openingFailure = (error: unknown, peer: string, isRefusal: boolean): Failure =>
  failureOf(error) ??
  (isRefusal
    ? { _tag: 'BusLoginRefused', peer, why: messageOf(error) }
    : lost(`no link to ${peer}: ${messageOf(error)}`))
