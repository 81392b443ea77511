/** Errors of the bus as failures. */
import * as O from 'fp-ts/lib/Option.js'
import { type Failure, failureOf } from '../index.js'

/** The failure of an `AmiError`; any other error came from the client of the bus. */
export const busFailure = (error: unknown): Failure =>
  failureOf(error) ?? { _tag: 'BusLost', why: error instanceof Error ? error.message : 'it failed', hint: O.none }
