/** The types of values that words of several commands share. */
import * as E from 'fp-ts/lib/Either.js'
import type { ValueType } from './word.js'

const when = <A>(condition: boolean, value: A): E.Either<undefined, A> =>
  condition ? E.right(value) : E.left(undefined)

export const text = (as: string): ValueType<string> => ({
  as,
  must: 'a text that is not empty',
  read: (given) => when(given.trim() !== '', given),
})

/** A text that may be empty, such as a value of the AstDB. */
export const anyText = (as: string): ValueType<string> => ({ as, must: 'a text', read: E.right })

export const file: ValueType<string> = { ...text('FILE'), must: 'the name of a file', offers: 'file' }

export const folder: ValueType<string> = { ...text('DIR'), must: 'the name of a directory', offers: 'folder' }

export const port: ValueType<number> = {
  as: 'PORT',
  must: 'a whole number from 1 to 65535',
  read: (given) => when(/^\d{1,5}$/.test(given) && Number(given) > 0 && Number(given) < 65_536, Number(given)),
}

const DAY = 86_400

/** Seconds, with or without a fraction: at most a day, which a timer can measure. */
export const seconds: ValueType<number> = {
  as: 'SECONDS',
  must: `a number of seconds from 0 to ${DAY}`,
  read: (given) => when(/^\d+(?:\.\d+)?$/.test(given) && Number(given) <= DAY, Number(given)),
}

export const factor: ValueType<number> = {
  as: 'FACTOR',
  must: 'a number greater than 0, such as 10',
  read: (given) => when(/^\d+(?:\.\d+)?$/.test(given) && Number(given) > 0, Number(given)),
}

export const oneOf = <A extends string>(as: string, ...choices: readonly A[]): ValueType<A> => ({
  as,
  must: `one of ${choices.join(', ')}`,
  read: (given) => E.fromNullable(undefined)(choices.find((choice) => choice === given)),
  choices,
})

/** `key=value`, cut at the first `=`. */
export const pair: ValueType<readonly [key: string, value: string]> = {
  as: 'KEY=VALUE',
  must: 'KEY=VALUE, such as Queue=support',
  read: (given) => {
    const at = given.indexOf('=')
    return when(at > 0, [given.slice(0, at), given.slice(at + 1)] as const)
  },
}
