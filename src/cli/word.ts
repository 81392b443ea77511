/** What the words of a command line may be: codecs from text that know how to explain themselves. */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'

/** One meaning of one word: `as` stands for it in help texts, `must` completes the sentence "--port must be …". */
export interface Meaning<A> {
  readonly as: string
  readonly must: string
  readonly read: (text: string) => E.Either<undefined, A>
  /** All that it may be, where that is a short list. */
  readonly choices?: readonly string[]
  /** What a shell offers for it. */
  readonly offers?: 'file' | 'folder'
}

/** How a word is given: in its place, as `--name value`, or as `--name` alone. */
type Place = 'argument' | 'option' | 'flag'

export interface Described {
  readonly place: Place
  readonly help: string
  /** `PATH`; '' for a flag. */
  readonly as: string
  readonly required: boolean
  /** It may be given again and again. */
  readonly many: boolean
  /** What it is when it is not given, for people. */
  readonly otherwise?: string
  readonly choices?: readonly string[]
  readonly offers?: 'file' | 'folder'
  /** The letter of `-h`. */
  readonly short?: string
}

/** A codec that reads what stands on the command line (text, texts, true, or nothing), and its description. */
export class Word<A> extends t.Type<A> {
  readonly about: Described

  constructor(must: string, about: Described, read: (given: unknown) => E.Either<undefined, A>) {
    super(
      must,
      (given): given is A => given !== undefined || !about.required,
      (given, context) => {
        const value = read(given)
        return E.isRight(value) ? t.success(value.right) : t.failure(given, context)
      },
      t.identity,
    )
    this.about = about
  }
}

const none: E.Either<undefined, never> = E.left(undefined)

const described = <A>(place: Place, help: string, { as, choices, offers }: Meaning<A>): Described => ({
  place,
  help,
  as,
  required: false,
  many: false,
  ...(choices === undefined ? {} : { choices }),
  ...(offers === undefined ? {} : { offers }),
})

const readOne = <A>(meaning: Meaning<A>, given: unknown): E.Either<undefined, A> =>
  typeof given === 'string' ? meaning.read(given) : none

const readMany = <A>(meaning: Meaning<A>, given: unknown): E.Either<undefined, readonly A[]> =>
  E.traverseArray((each: unknown) => readOne(meaning, each))(Array.isArray(given) ? given : [])

/** `SOURCE`: must be there. */
export const argument = <A>(meaning: Meaning<A>, help: string): Word<A> =>
  new Word(meaning.must, { ...described('argument', help, meaning), required: true }, (given) =>
    readOne(meaning, given),
  )

/** `[NAME]…`: any number of them; must be the last. */
export const rest = <A>(meaning: Meaning<A>, help: string): Word<readonly A[]> =>
  new Word(meaning.must, { ...described('argument', help, meaning), many: true }, (given) => readMany(meaning, given))

/** `--name VALUE`, or nothing. */
export const option = <A>(meaning: Meaning<A>, help: string, otherwise?: string): Word<A | undefined> =>
  new Word(
    meaning.must,
    { ...described('option', help, meaning), ...(otherwise === undefined ? {} : { otherwise }) },
    (given) => (given === undefined ? E.right(undefined) : readOne(meaning, given)),
  )

/** `--name VALUE`, with what it is otherwise. */
export const defaulted = <A>(meaning: Meaning<A>, help: string, otherwise: A): Word<A> =>
  new Word(meaning.must, { ...described('option', help, meaning), otherwise: String(otherwise) }, (given) =>
    given === undefined ? E.right(otherwise) : readOne(meaning, given),
  )

/** `--name VALUE --name VALUE`. */
export const options = <A>(meaning: Meaning<A>, help: string): Word<readonly A[]> =>
  new Word(meaning.must, { ...described('option', help, meaning), many: true }, (given) => readMany(meaning, given))

/** `--name`. */
export const flag = (help: string, short?: string): Word<boolean> =>
  new Word(
    'given without a value',
    { place: 'flag', help, as: '', required: false, many: false, ...(short === undefined ? {} : { short }) },
    (given) => E.right(given === true),
  )
