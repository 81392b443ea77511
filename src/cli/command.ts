/** A command: its work, and its description. Help, parsing and completion are made from the description. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import type { Exit } from './exit.js'
import type { Terminal } from './terminal.js'
import type { Described, Word } from './word.js'

/** The words of a command line by their names: text, texts, true, or nothing. */
export type Given = Readonly<Record<string, unknown>>

/** A command that is ready to run, with the values of its words. */
export interface Prepared {
  readonly command: string
  readonly values: unknown
  readonly run: (terminal: Terminal) => Promise<Exit>
}

/** A word of a command, with its name on the command line: `SOURCE`, `--caller-id`. */
export interface CommandWord extends Described {
  readonly key: string
  readonly name: string
}

export interface Command {
  /** `call`, `db get` */
  readonly name: string
  readonly summary: string
  /** Paragraphs of its help. */
  readonly details: readonly string[]
  /** Its own words, and the words that all commands with a connection share. */
  readonly words: readonly CommandWord[]
  readonly shared: readonly CommandWord[]
  readonly examples: readonly string[]
  /** The reason for exit code 1, where the general text says too little. */
  readonly failing: string | undefined
  /** True if it always runs until it is stopped: a signal is then its normal end. */
  readonly isLasting: boolean
  /** Left: a sentence that names the wrong word. */
  readonly prepare: (given: Given) => E.Either<string, Prepared>
}

/** The words of a command: props of io-ts with their descriptions. */
export type Words = Readonly<Record<string, t.Mixed & Pick<Word<unknown>, 'about'>>>

export type Values<W extends t.Props> = t.TypeOf<t.TypeC<W>>

export interface About<W extends t.Props> {
  readonly name: string
  readonly summary: string
  readonly details?: readonly string[]
  readonly words: W
  readonly examples: readonly string[]
  readonly failing?: string
  readonly isLasting?: true
}

const kebab = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const shown = ([key, { about }]: readonly [string, Words[string]]): CommandWord => ({
  ...about,
  key,
  name: about.kind === 'argument' ? about.as : `--${kebab(key)}`,
})

const explain = (words: readonly CommandWord[], errors: t.Errors): string => {
  const entry = errors[0]?.context.at(-1)
  const word = words.find(({ key }) => key === entry?.key)
  if (word === undefined || entry === undefined) return 'the command line cannot be understood'
  return errors[0]?.value === undefined
    ? `${word.name} is missing: ${word.help}`
    : `${word.name} must be ${entry.type.name}`
}

const decode = <W extends t.Props & Words>(
  words: W,
  shown: readonly CommandWord[],
  given: Given,
): E.Either<string, Values<W>> =>
  pipe(
    t.type(words).decode(given),
    E.mapLeft((errors) => explain(shown, errors)),
  )

/** Builds a command from its own words and from words that it shares with others. */
export const commandWith = <W extends t.Props & Words, S extends t.Props & Words>(
  about: About<W>,
  shared: S,
  run: (values: Values<W>, common: Values<S>, terminal: Terminal) => Promise<Exit>,
): Command => {
  const own = Object.entries<Words[string]>(about.words).map(shown)
  const common = Object.entries<Words[string]>(shared).map(shown)
  return {
    name: about.name,
    summary: about.summary,
    details: about.details ?? [],
    words: own,
    shared: common,
    examples: about.examples,
    failing: about.failing,
    isLasting: about.isLasting ?? false,
    prepare: (given) =>
      pipe(
        E.Do,
        E.apS('own', decode(about.words, own, given)),
        E.apS('common', decode(shared, common, given)),
        E.map((values) => ({
          command: about.name,
          values: values.own,
          run: (terminal) => run(values.own, values.common, terminal),
        })),
      ),
  }
}

/** A command that has only words of its own. */
export const command = <W extends t.Props & Words>(
  about: About<W>,
  run: (values: Values<W>, terminal: Terminal) => Promise<Exit>,
): Command => commandWith(about, {}, (values, _, terminal) => run(values, terminal))
