/** An entry that is yes or no. */
import * as E from 'fp-ts/lib/Either.js'
import { castOf } from './cast.js'
import { error, type Problem } from './problem.js'
import { type Entry, textOf } from './tree.js'

/** What it says, or what counts where it is not written. */
export const flagIn = (entry: Entry | undefined, otherwise: boolean): E.Either<Problem, boolean> =>
  entry === undefined
    ? E.right(otherwise)
    : E.mapLeft((wanted: string) => error(entry.at, `${entry.key} must be ${wanted}`, 'write yes or no'))(
        castOf('bool')(textOf(entry)),
      )
