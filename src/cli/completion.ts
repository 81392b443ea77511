/** Scripts for the completion of bash, zsh and fish, made from the table of commands. Pure. */
import type { Command, CommandWord } from './command.js'

export const SHELLS = ['bash', 'zsh', 'fish'] as const

export type Shell = (typeof SHELLS)[number]

const wordsOf = ({ words, shared }: Command): readonly CommandWord[] => [...words, ...shared]
const optionsOf = (command: Command): readonly CommandWord[] =>
  wordsOf(command).filter(({ kind }) => kind !== 'argument')
const argumentsOf = ({ words }: Command): readonly CommandWord[] => words.filter(({ kind }) => kind === 'argument')

const firstWords = (table: readonly Command[]): readonly string[] => [
  ...new Set(table.map(({ name }) => name.split(' ')[0] ?? '')),
]
const subcommands = (table: readonly Command[], first: string): readonly Command[] =>
  table.filter(({ name }) => name.startsWith(`${first} `))
const groups = (table: readonly Command[]): readonly string[] =>
  firstWords(table).filter((first) => subcommands(table, first).length > 0)
const secondWord = ({ name }: Command): string => name.split(' ')[1] ?? ''

/** Text in single quotes, valid in all three shells. fish would need backslashes doubled, but the texts have none. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

const bashOffer = ({ offers, choices }: Pick<CommandWord, 'offers' | 'choices'>): string => {
  if (choices !== undefined) return `COMPREPLY=($(compgen -W ${quoted(choices.join(' '))} -- "$cur"))`
  if (offers === 'folder') return 'COMPREPLY=($(compgen -d -- "$cur"))'
  return offers === 'file' ? 'COMPREPLY=($(compgen -f -- "$cur"))' : 'COMPREPLY=()'
}

const bashCase = (command: Command): readonly string[] => {
  const valued = optionsOf(command).filter(({ kind }) => kind === 'option')
  const names = [...optionsOf(command).map(({ name }) => name), '--help'].join(' ')
  const [first] = argumentsOf(command)
  return [
    `    ${quoted(command.name)})`,
    '      case "$prev" in',
    ...valued.map((option) => `        ${option.name}) ${bashOffer(option)}; return ;;`),
    '      esac',
    `      if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W ${quoted(names)} -- "$cur"))`,
    `      else ${first === undefined ? 'COMPREPLY=()' : bashOffer(first)}; fi ;;`,
  ]
}

const bash = (table: readonly Command[]): readonly string[] => [
  '# bash completion of rx-asterisk: source <(rx-asterisk completion bash)',
  '_rx_asterisk() {',
  '  local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" command="${COMP_WORDS[1]}"',
  `  if [[ $COMP_CWORD -eq 1 ]]; then COMPREPLY=($(compgen -W ${quoted([...firstWords(table), '--help', '--version'].join(' '))} -- "$cur")); return; fi`,
  ...groups(table).map(
    (group) =>
      `  if [[ $command == ${group} ]]; then if [[ $COMP_CWORD -eq 2 ]]; then COMPREPLY=($(compgen -W ${quoted(subcommands(table, group).map(secondWord).join(' '))} -- "$cur")); return; fi; command="$command \${COMP_WORDS[2]}"; fi`,
  ),
  '  case "$command" in',
  ...table.flatMap(bashCase),
  '  esac',
  '}',
  'complete -o filenames -F _rx_asterisk rx-asterisk',
]

/** Text inside a specification of zsh, with brackets and colons escaped. */
const zshText = (text: string): string => text.replaceAll(/[[\]:\\]/g, '\\$&')

const zshOffer = ({ offers, choices, as }: CommandWord): string => {
  const action =
    choices !== undefined
      ? `(${choices.join(' ')})`
      : offers === 'folder'
        ? '_files -/'
        : offers === 'file'
          ? '_files'
          : ' '
  return `${zshText(as)}:${action}`
}

const zshOption = (option: CommandWord): string => {
  const again = option.many ? '*' : ''
  const help = `${option.name}[${zshText(option.help)}]`
  return quoted(option.kind === 'flag' ? `${again}${help}` : `${again}${help}:${zshOffer(option)}`)
}

const zshCase = (command: Command): readonly string[] => [
  `    ${quoted(command.name)})`,
  '      _arguments \\',
  ...[
    ...optionsOf(command).map(zshOption),
    quoted('--help[this text]'),
    ...argumentsOf(command).map((word) => quoted(`${word.many ? '*' : ''}:${zshOffer(word)}`)),
  ].map((line) => `        ${line} \\`),
  '        && return 0 ;;',
]

const zshDescribed = (pairs: readonly (readonly [string, string])[]): string =>
  pairs.map(([name, help]) => quoted(`${name}:${zshText(help)}`)).join(' ')

const firstHelp = (table: readonly Command[], first: string): string =>
  table.find(({ name }) => name === first)?.summary ?? subcommands(table, first).map(secondWord).join(', ')

const zsh = (table: readonly Command[]): readonly string[] => [
  '#compdef rx-asterisk',
  '# zsh completion of rx-asterisk: rx-asterisk completion zsh > a file named _rx-asterisk in a folder of $fpath',
  '_rx_asterisk() {',
  '  local -a commands',
  '  local command="$words[2]"',
  '  if (( CURRENT == 2 )); then',
  `    commands=(${zshDescribed(firstWords(table).map((first) => [first, firstHelp(table, first)]))})`,
  "    _describe 'command' commands; return",
  '  fi',
  '  local skip=1',
  ...groups(table).flatMap((group) => [
    `  if [[ $command == ${group} ]]; then`,
    '    if (( CURRENT == 3 )); then',
    `      commands=(${zshDescribed(subcommands(table, group).map((each) => [secondWord(each), each.summary]))})`,
    "      _describe 'command' commands; return",
    '    fi',
    '    command="$command $words[3]"; skip=2',
    '  fi',
  ]),
  '  shift $skip words; (( CURRENT -= skip ))',
  '  case "$command" in',
  ...table.flatMap(zshCase),
  '  esac',
  '}',
  'if [[ $funcstack[1] == _rx_asterisk || $funcstack[1] == _rx-asterisk ]]; then _rx_asterisk "$@"; else compdef _rx_asterisk rx-asterisk; fi',
]

const fishWhen = ({ name }: Command): string =>
  quoted(
    name
      .split(' ')
      .map((word) => `__fish_seen_subcommand_from ${word}`)
      .join('; and '),
  )

const fishLine = (...parts: readonly string[]): string => ['complete -c rx-asterisk', ...parts].join(' ')

const fishOption = (command: Command, { name, kind, help, choices, offers }: CommandWord): string =>
  fishLine(
    '-n',
    fishWhen(command),
    '-l',
    name.slice(2),
    ...(kind === 'option' ? [offers === undefined ? '-x' : '-r -F'] : []),
    ...(choices === undefined ? [] : ['-a', quoted(choices.join(' '))]),
    '-d',
    quoted(help),
  )

const fishArgument = (command: Command, { choices, offers }: CommandWord): readonly string[] => {
  if (choices !== undefined) return [fishLine('-n', fishWhen(command), '-a', quoted(choices.join(' ')))]
  return offers === undefined ? [] : [fishLine('-n', fishWhen(command), '-F')]
}

const fish = (table: readonly Command[]): readonly string[] => [
  '# fish completion of rx-asterisk: rx-asterisk completion fish > ~/.config/fish/completions/rx-asterisk.fish',
  fishLine('-f'),
  ...firstWords(table).map((first) =>
    fishLine('-n', '__fish_use_subcommand', '-a', first, '-d', quoted(firstHelp(table, first))),
  ),
  ...groups(table).flatMap((group) => {
    const names = subcommands(table, group).map(secondWord)
    const open = quoted(`__fish_seen_subcommand_from ${group}; and not __fish_seen_subcommand_from ${names.join(' ')}`)
    return subcommands(table, group).map((each) =>
      fishLine('-n', open, '-a', secondWord(each), '-d', quoted(each.summary)),
    )
  }),
  ...table.flatMap((command) => [
    ...optionsOf(command).map((option) => fishOption(command, option)),
    ...argumentsOf(command).flatMap((word) => fishArgument(command, word)),
  ]),
]

const SCRIPTS: Readonly<Record<Shell, (table: readonly Command[]) => readonly string[]>> = { bash, zsh, fish }

/** The completion script for a shell. */
export const completionOf = (shell: Shell, table: readonly Command[]): string => SCRIPTS[shell](table).join('\n')
