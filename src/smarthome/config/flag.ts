/** An entry with the value yes or no. */
import * as E from 'fp-ts/lib/Either.js'
import { castOf } from './cast.js'
import { type ConfigurationProblem, error } from './problem.js'
import { type Entry, textOf } from './tree.js'

/** The value of the entry; `otherwise` if there is none. */
export const flagIn = (entry: Entry | undefined, otherwise: boolean): E.Either<ConfigurationProblem, boolean> =>
  entry === undefined
    ? E.right(otherwise)
    : E.mapLeft((wanted: string) => error(entry.at, `${entry.key} must be ${wanted}`, 'write yes or no'))(
        castOf('bool')(textOf(entry)),
      )
