/** The words of a command line: readers of their texts, with descriptions for help and errors. Without io-ts, whose import takes time. */
import * as E from 'fp-ts/lib/Either.js'

/** The type of a value: `as` is its name in help texts, `must` completes the sentence "--port must be …". */
export interface ValueType<A> {
  readonly as: string
  readonly must: string
  readonly read: (text: string) => E.Either<undefined, A>
  /** All possible values, where there are few. */
  readonly choices?: readonly string[]
  /** The kind of names that a shell completes. */
  readonly offers?: 'file' | 'folder'
}

/** The form of a word: by its position, as `--name value`, or as `--name` alone. */
type WordKind = 'argument' | 'option' | 'flag'

export interface Described {
  readonly kind: WordKind
  readonly help: string
  /** `PATH`; '' for a flag. */
  readonly as: string
  readonly required: boolean
  /** True if the word may be given several times. */
  readonly many: boolean
  /** A text for the value when the word is not given. */
  readonly otherwise?: string
  readonly choices?: readonly string[]
  readonly offers?: 'file' | 'folder'
  /** The letter of `-h`. */
  readonly short?: string
}

/** Reads the value of a word (text, texts, true, or nothing), with the description of the word. */
export interface Word<A> {
  readonly must: string
  readonly about: Described
  readonly read: (given: unknown) => E.Either<undefined, A>
}

const word = <A>(must: string, about: Described, read: Word<A>['read']): Word<A> => ({ must, about, read })

const none: E.Either<undefined, never> = E.left(undefined)

const described = <A>(kind: WordKind, help: string, { as, choices, offers }: ValueType<A>): Described => ({
  kind,
  help,
  as,
  required: false,
  many: false,
  ...(choices === undefined ? {} : { choices }),
  ...(offers === undefined ? {} : { offers }),
})

const readOne = <A>(type: ValueType<A>, given: unknown): E.Either<undefined, A> =>
  typeof given === 'string' ? type.read(given) : none

const readMany = <A>(type: ValueType<A>, given: unknown): E.Either<undefined, readonly A[]> =>
  E.traverseArray((each: unknown) => readOne(type, each))(Array.isArray(given) ? given : [])

/** `SOURCE`: a word that must be given. */
export const argument = <A>(type: ValueType<A>, help: string): Word<A> =>
  word(type.must, { ...described('argument', help, type), required: true }, (given) => readOne(type, given))

/** `[CONTEXT]`: a word that may be left out, after those that must be given. */
export const optional = <A>(type: ValueType<A>, help: string, otherwise?: string): Word<A | undefined> =>
  word(
    type.must,
    { ...described('argument', help, type), ...(otherwise === undefined ? {} : { otherwise }) },
    (given) => (given === undefined ? E.right(undefined) : readOne(type, given)),
  )

/** `[NAME]…`: any number of words, at the end of the command line. */
export const rest = <A>(type: ValueType<A>, help: string): Word<readonly A[]> =>
  word(type.must, { ...described('argument', help, type), many: true }, (given) => readMany(type, given))

/** `--name VALUE`, undefined if it is not given. */
export const option = <A>(type: ValueType<A>, help: string, otherwise?: string): Word<A | undefined> =>
  word(type.must, { ...described('option', help, type), ...(otherwise === undefined ? {} : { otherwise }) }, (given) =>
    given === undefined ? E.right(undefined) : readOne(type, given),
  )

/** `--name VALUE`, with a value by default. */
export const defaulted = <A>(type: ValueType<A>, help: string, otherwise: A): Word<A> =>
  word(type.must, { ...described('option', help, type), otherwise: String(otherwise) }, (given) =>
    given === undefined ? E.right(otherwise) : readOne(type, given),
  )

/** `--name VALUE --name VALUE`. */
export const options = <A>(type: ValueType<A>, help: string): Word<readonly A[]> =>
  word(type.must, { ...described('option', help, type), many: true }, (given) => readMany(type, given))

/** `--name`. */
export const flag = (help: string, short?: string): Word<boolean> =>
  word(
    'given without a value',
    { kind: 'flag', help, as: '', required: false, many: false, ...(short === undefined ? {} : { short }) },
    (given) => E.right(given === true),
  )
