/** A command: its work, and its description. Help, parsing and completion are made from the description. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Exit } from './exit.js'
import type { Printing, Terminal } from './terminal.js'
import type { Described, Word } from './word.js'

/** The words of a command line by their names: text, texts, true, or nothing. */
export type Given = Readonly<Record<string, unknown>>

/**
 * The code that a command needs. `nothing`: only the table of commands. `library`: rx-asterisk and its dependencies, which are bundled with
 * the command line. `packages`: the same as packages, since the command imports logics that import them by their names.
 */
export type Loads = 'nothing' | 'library' | 'packages'

/** A command that is ready to run, with the values of its words. */
export type Prepared = { readonly command: string; readonly values: unknown } & (
  | { readonly loads: 'nothing'; readonly run: (printing: Printing) => Promise<Exit> }
  | { readonly loads: Exclude<Loads, 'nothing'>; readonly run: (terminal: Terminal) => Promise<Exit> }
)

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
  /** The reason for exit code 3, where the general text is not true of the command. */
  readonly noLink: string | undefined
  /** True if it always runs until it is stopped: a signal is then its normal end. */
  readonly isLasting: boolean
  /** Left: a sentence that names the wrong word. */
  readonly prepare: (given: Given) => E.Either<string, Prepared>
}

/** The words of a command by their keys. */
export type Words = Readonly<Record<string, Word<unknown>>>

export type Values<W extends Words> = { readonly [K in keyof W]: W[K] extends Word<infer A> ? A : never }

export interface About<W extends Words> {
  readonly name: string
  readonly summary: string
  readonly details?: readonly string[]
  readonly words: W
  readonly examples: readonly string[]
  readonly failing?: string
  readonly noLink?: string
  readonly isLasting?: true
}

const kebab = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

const shown = ([key, { about }]: readonly [string, Words[string]]): CommandWord => ({
  ...about,
  key,
  name: about.kind === 'argument' ? about.as : `--${kebab(key)}`,
})

/** A sentence about a word whose value cannot be read. */
const explain = ({ name, help }: CommandWord, must: string, given: unknown): string =>
  given === undefined ? `${name} is missing: ${help}` : `${name} must be ${must}`

/** True for an object that has a value for every word. Only `decode` makes such objects, from what the words have read. */
const isComplete = <W extends Words>(words: W, values: object): values is Values<W> =>
  Object.keys(words).every((key) => key in values)

const decode = <W extends Words>(words: W, shown: readonly CommandWord[], given: Given): E.Either<string, Values<W>> =>
  pipe(
    shown,
    E.traverseArray((described) => {
      const word = words[described.key]
      const typed = given[described.key]
      return pipe(
        word === undefined ? E.left(undefined) : word.read(typed),
        E.bimap(
          () => explain(described, word?.must ?? '', typed),
          (value) => [described.key, value] as const,
        ),
      )
    }),
    E.map((entries) => Object.fromEntries(entries)),
    E.filterOrElse(
      (values): values is Values<W> => isComplete(words, values),
      () => 'the command line cannot be understood',
    ),
  )

type Kind<V> =
  | { readonly loads: 'nothing'; readonly run: (values: V, printing: Printing) => Promise<Exit> }
  | { readonly loads: Exclude<Loads, 'nothing'>; readonly run: (values: V, terminal: Terminal) => Promise<Exit> }

/** The work of a command with its values. */
const bound = <V>(command: string, work: Kind<V>, own: unknown, values: V): Prepared =>
  work.loads === 'nothing'
    ? { command, values: own, loads: work.loads, run: (printing) => work.run(values, printing) }
    : { command, values: own, loads: work.loads, run: (terminal) => work.run(values, terminal) }

const build = <W extends Words, S extends Words>(
  about: About<W>,
  shared: S,
  work: Kind<{ readonly own: Values<W>; readonly common: Values<S> }>,
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
    noLink: about.noLink,
    isLasting: about.isLasting ?? false,
    prepare: (given) =>
      pipe(
        E.Do,
        E.apS('own', decode(about.words, own, given)),
        E.apS('common', decode(shared, common, given)),
        E.map((values) => bound(about.name, work, values.own, values)),
      ),
  }
}

/** Builds a command from its own words and from words that it shares with others. */
export const commandWith = <W extends Words, S extends Words>(
  about: About<W>,
  shared: S,
  run: (values: Values<W>, common: Values<S>, terminal: Terminal) => Promise<Exit>,
): Command => build(about, shared, { loads: 'library', run: ({ own, common }, terminal) => run(own, common, terminal) })

/** A command that has only words of its own. */
export const command = <W extends Words>(
  about: About<W>,
  run: (values: Values<W>, terminal: Terminal) => Promise<Exit>,
  loads: Exclude<Loads, 'nothing'> = 'library',
): Command => build(about, {}, { loads, run: ({ own }, terminal) => run(own, terminal) })

/** A command that only prints, and needs no more code than the table of commands. */
export const plainCommand = <W extends Words>(
  about: About<W>,
  run: (values: Values<W>, printing: Printing) => Promise<Exit>,
): Command => build(about, {}, { loads: 'nothing', run: ({ own }, printing) => run(own, printing) })
