/** The command line → the command to run, or a sentence about the mistake in it. */
import { parseArgs } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { suggestion } from '../suggestion.js'
import type { Command, CommandWord, Given, Prepared } from './command.js'

/** A parsed command line. `Help`: for the commands that begin with these words; for all without words. */
export type ParsedCommandLine =
  | { readonly _tag: 'Run'; readonly prepared: Prepared }
  | { readonly _tag: 'Help'; readonly about: string }
  | { readonly _tag: 'Version' }

/** A mistake in a command line, and the command that it belongs to. */
export interface UsageMistake {
  readonly message: string
  readonly command: string
}

type Parsed<A> = E.Either<UsageMistake, A>

const wrong = (message: string, command = ''): E.Either<UsageMistake, never> => E.left({ message, command })

const SECRET = `a password on the command line can be read by every user of this machine, and stays in the shell's history.
Put it into the environment (RX_ASTERISK_PASSWORD) or into a file that only you may read (--password-file FILE)`

const isSecret = (word: string): boolean => /^--?(?:pass(?:w(?:or)?d)?|secret)(?:=|$)/i.test(word)

const beforeDashes = (argv: readonly string[]): readonly string[] =>
  argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv

const sameWords = (argv: readonly string[], name: string): boolean => {
  const words = name.split(' ')
  return words.every((word, index) => argv[index] === word)
}

const inGroup = (table: readonly Command[], group: string): readonly string[] =>
  table.filter(({ name }) => name.startsWith(`${group} `)).map(({ name }) => name.slice(group.length + 1))

const isHelp = (word: string | undefined): boolean => word === '--help' || word === '-h'

/** The names of all options. Messages repeat only these names, never a typed value, which may be a secret. */
const optionNames = (words: readonly CommandWord[]): readonly string[] => [
  ...words.filter(({ kind }) => kind !== 'argument').map(({ name }) => name),
  '--help',
]

const configOf = (words: readonly CommandWord[]) => ({
  help: { type: 'boolean', short: 'h' } as const,
  ...Object.fromEntries(
    words
      .filter(({ kind }) => kind !== 'argument')
      .map(({ name, kind, short, many }) => [
        name.slice(2),
        {
          type: kind === 'flag' ? ('boolean' as const) : ('string' as const),
          multiple: many,
          ...(short === undefined ? {} : { short }),
        },
      ]),
  ),
})

type Tokens = ReturnType<typeof tokensOf>

const tokensOf = (words: readonly CommandWord[], args: readonly string[]) =>
  parseArgs({ args: [...args], options: configOf(words), strict: false, allowPositionals: true, tokens: true }).tokens

type Token = Tokens[number]
type OptionToken = Extract<Token, { readonly kind: 'option' }>

const mistakeIn = (words: readonly CommandWord[], token: OptionToken): string | undefined => {
  const word = words.find(({ name, kind }) => kind !== 'argument' && name === `--${token.name}`)
  const { rawName, value, inlineValue } = token
  if (word === undefined) return `unknown option ${rawName}${suggestion(rawName, optionNames(words))}`
  if (word.kind === 'flag') return value === undefined ? undefined : `${rawName} takes no value`
  if (value === undefined) return `${rawName} needs a value: ${word.as}`
  if (!inlineValue && /^-./.test(value))
    return `${rawName} needs a value: ${word.as}; one that begins with - is written ${word.name}=…`
  return undefined
}

const positionals = (words: readonly CommandWord[], given: readonly string[]): E.Either<string, Given> => {
  const places = words.filter(({ kind }) => kind === 'argument')
  const last = places.at(-1)
  const single = places.filter(({ many }) => !many)
  if (given.length > single.length && last?.many !== true) {
    return E.left(
      places.length === 0
        ? 'it takes no arguments'
        : `too many arguments: it takes ${places.map(({ name }) => name).join(' ')}; a text with blanks needs quotes`,
    )
  }
  return E.right({
    ...Object.fromEntries(single.flatMap(({ key }, index) => (index < given.length ? [[key, given[index]]] : []))),
    ...(last?.many === true ? { [last.key]: given.slice(single.length) } : {}),
  })
}

const optionsGiven = (words: readonly CommandWord[], tokens: readonly OptionToken[]): Given =>
  Object.fromEntries(
    words.flatMap(({ key, name, kind, many }): readonly (readonly [string, unknown])[] => {
      const given = tokens.filter((token) => `--${token.name}` === name)
      const value = given.at(-1)
      if (value === undefined) return []
      if (kind === 'flag') return [[key, true]]
      return [[key, many ? given.map((token) => token.value) : value.value]]
    }),
  )

const wordsGiven = (words: readonly CommandWord[], tokens: Tokens): E.Either<string, Given> => {
  const typed = tokens.filter((token) => token.kind === 'option')
  const [first] = typed.flatMap((token) => mistakeIn(words, token) ?? [])
  if (first !== undefined) return E.left(first)
  return pipe(
    positionals(
      words,
      tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : [])),
    ),
    E.map((places) => ({ ...places, ...optionsGiven(words, typed) })),
  )
}

const ofCommand = (command: Command, args: readonly string[]): Parsed<ParsedCommandLine> => {
  const words = [...command.words, ...command.shared]
  const tokens = tokensOf(words, args)
  if (tokens.some((token) => token.kind === 'option' && token.name === 'help')) {
    return E.right({ _tag: 'Help', about: command.name })
  }
  return pipe(
    wordsGiven(words, tokens),
    E.chain(command.prepare),
    E.bimap(
      (message): UsageMistake => ({ message, command: command.name }),
      (prepared): ParsedCommandLine => ({ _tag: 'Run', prepared }),
    ),
  )
}

const unknown = (table: readonly Command[], first: string, second: string | undefined): Parsed<never> => {
  const group = inGroup(table, first)
  if (group.length > 0)
    return wrong(`${first} needs one of ${group.join(', ')}${suggestion(second ?? '', group)}`, first)
  if (first.startsWith('-')) return wrong(`the command comes first, before ${first.split('=')[0] ?? ''}`)
  const names = [...new Set(table.map(({ name }) => name.split(' ')[0] ?? ''))]
  return wrong(`unknown command ${JSON.stringify(first)}${suggestion(first, names)}`)
}

/** Parses a command line. Reads and opens nothing. */
export const parse =
  (table: readonly Command[]) =>
  (argv: readonly string[]): Parsed<ParsedCommandLine> => {
    const [first, second] = argv
    if (beforeDashes(argv).some(isSecret)) return wrong(SECRET)
    if (first === undefined || isHelp(first)) return E.right({ _tag: 'Help', about: '' })
    if (first === '--version' || first === '-V') return E.right({ _tag: 'Version' })
    const command = table.find(({ name }) => sameWords(argv, name))
    if (command !== undefined) return ofCommand(command, argv.slice(command.name.split(' ').length))
    if (inGroup(table, first).length > 0 && isHelp(second)) return E.right({ _tag: 'Help', about: first })
    return unknown(table, first, second)
  }
