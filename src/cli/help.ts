/** Help texts, made from the table of commands. Pure. */
import type { Command, CommandWord } from './command.js'
import { EXIT, type Exit, EXITS } from './exit.js'

const WIDTH = 100

/** Breaks a paragraph into lines; a text with line breaks stays as it is. */
export const wrapped = (text: string, indent: string): readonly string[] => {
  if (text.includes('\n')) return text.split('\n')
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((each) => `${indent}${each}`)
}

/** Two columns; a long text continues in its own column. */
const columns = (rows: readonly (readonly [string, string])[]): readonly string[] => {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2
  return rows.flatMap(([left, right]) =>
    wrapped(right, ' '.repeat(width + 2)).map((line, index) =>
      index === 0 ? `  ${left.padEnd(width)}${line.trimStart()}` : line,
    ),
  )
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', title, ...lines]

const inUsage = ({ as, required, many, kind }: CommandWord): string =>
  kind !== 'argument' ? '' : required ? as : many ? `[${as}]…` : `[${as}]`

const usageOf = ({ name, words, shared }: Command): string =>
  [
    'rx-asterisk',
    name,
    ...words.map(inUsage).filter((each) => each !== ''),
    ...([...words, ...shared].some(({ kind }) => kind !== 'argument') ? ['[options]'] : []),
  ].join(' ')

const leftOf = ({ name, as, short, kind }: CommandWord): string =>
  kind === 'argument' ? name : [`${short === undefined ? '' : `-${short}, `}${name}`, as].join(' ').trimEnd()

const rightOf = ({ help, otherwise, choices, many, kind }: CommandWord): string =>
  [
    help,
    ...(choices === undefined ? [] : [`(${choices.join(', ')})`]),
    ...(otherwise === undefined ? [] : [`(${otherwise})`]),
    ...(many && kind === 'option' ? ['(may be given again)'] : []),
  ].join(' ')

const rows = (
  words: readonly CommandWord[],
  ...places: readonly CommandWord['kind'][]
): readonly (readonly [string, string])[] =>
  words.filter(({ kind }) => places.includes(kind)).map((word) => [leftOf(word), rightOf(word)] as const)

const HELP_ROW = [['-h, --help', 'this text']] as const

/** True for an exit code that a command may have. A signal is the normal end of a lasting command, so it gives code 0. */
const isPossible = (code: Exit, { shared, isLasting, noLink }: Command): boolean =>
  code <= EXIT.usage ||
  (code === EXIT.noLink && (shared.length > 0 || noLink !== undefined)) ||
  (shared.length > 0 && !isLasting)

/** The exit codes of a command, with its own texts for codes 1 and 3. */
const exitRows = (command: Command): readonly (readonly [string, string])[] =>
  EXITS.filter(([code]) => isPossible(code, command)).map(([code, text]) => [
    String(code),
    (code === EXIT.failed ? command.failing : code === EXIT.noLink ? command.noLink : undefined) ?? text,
  ])

/** The help of one command. */
export const helpOf = (command: Command): string => {
  const { words, shared, details, examples, summary } = command
  return [
    usageOf(command),
    '',
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    ...details.flatMap((text) => ['', ...wrapped(text, '')]),
    ...section('Arguments', rows(words, 'argument').length === 0 ? [] : columns(rows(words, 'argument'))),
    ...section('Options', columns([...rows(words, 'option', 'flag'), ...HELP_ROW])),
    ...section('Connection and output', shared.length === 0 ? [] : columns(rows(shared, 'option', 'flag'))),
    ...section(
      'Examples',
      examples.map((line) => `  ${line}`),
    ),
    ...section('Exit codes', columns(exitRows(command))),
  ].join('\n')
}

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ['RX_ASTERISK_PASSWORD', 'the password; it is never taken from the command line'],
  ['RX_ASTERISK_USERNAME', 'the user, a section of manager.conf'],
  ['RX_ASTERISK_HOST, RX_ASTERISK_PORT', 'where Asterisk is, 127.0.0.1 and 5038'],
  ['RX_ASTERISK_TLS_CA', 'a file with the authority for Asterisk’s certificate'],
  ['NO_COLOR', 'no colours; there are none in pipes'],
]

/** The help of all commands. */
export const overview = (table: readonly Command[]): string =>
  [
    'rx-asterisk COMMAND [arguments] [options]',
    '',
    'Watches and controls an Asterisk by its Manager Interface (AMI).',
    ...section('Commands', columns(table.map(({ name, summary }) => [name, summary] as const))),
    '',
    'rx-asterisk help COMMAND shows the help of a command; rx-asterisk --version shows the version.',
    ...section('Environment', columns(ENVIRONMENT)),
    ...section('Exit codes', columns(EXITS.map(([code, text]) => [String(code), text] as const))),
  ].join('\n')

/** The help for the words after `help`: for a command, a group of commands, or all of them. */
export const helpFor = (table: readonly Command[], about: string): string => {
  const command = table.find(({ name }) => name === about)
  if (command !== undefined) return helpOf(command)
  const group = table.filter(({ name }) => name.startsWith(`${about} `))
  return group.length === 0 ? overview(table) : group.map(helpOf).join('\n\n\n')
}
