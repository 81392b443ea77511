/** Shell completion, made from the table of commands: what bash, zsh and fish load. Pure. */
import type { Command, Shown } from './command.js'

export const SHELLS = ['bash', 'zsh', 'fish'] as const

export type Shell = (typeof SHELLS)[number]

const wordsOf = ({ words, shared }: Command): readonly Shown[] => [...words, ...shared]
const optionsOf = (command: Command): readonly Shown[] => wordsOf(command).filter(({ place }) => place !== 'argument')
const argumentsOf = ({ words }: Command): readonly Shown[] => words.filter(({ place }) => place === 'argument')

const firsts = (table: readonly Command[]): readonly string[] => [
  ...new Set(table.map(({ name }) => name.split(' ')[0] ?? '')),
]
const seconds = (table: readonly Command[], first: string): readonly Command[] =>
  table.filter(({ name }) => name.startsWith(`${first} `))
const groups = (table: readonly Command[]): readonly string[] =>
  firsts(table).filter((first) => seconds(table, first).length > 0)
const secondOf = ({ name }: Command): string => name.split(' ')[1] ?? ''

/** In single quotes, as all three shells take it; fish needs its backslashes doubled, of which there are none. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

const bashOffer = ({ offers, choices }: Pick<Shown, 'offers' | 'choices'>): string => {
  if (choices !== undefined) return `COMPREPLY=($(compgen -W ${quoted(choices.join(' '))} -- "$cur"))`
  if (offers === 'folder') return 'COMPREPLY=($(compgen -d -- "$cur"))'
  return offers === 'file' ? 'COMPREPLY=($(compgen -f -- "$cur"))' : 'COMPREPLY=()'
}

const bashCase = (command: Command): readonly string[] => {
  const valued = optionsOf(command).filter(({ place }) => place === 'option')
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
  `  if [[ $COMP_CWORD -eq 1 ]]; then COMPREPLY=($(compgen -W ${quoted([...firsts(table), '--help', '--version'].join(' '))} -- "$cur")); return; fi`,
  ...groups(table).map(
    (group) =>
      `  if [[ $command == ${group} ]]; then if [[ $COMP_CWORD -eq 2 ]]; then COMPREPLY=($(compgen -W ${quoted(seconds(table, group).map(secondOf).join(' '))} -- "$cur")); return; fi; command="$command \${COMP_WORDS[2]}"; fi`,
  ),
  '  case "$command" in',
  ...table.flatMap(bashCase),
  '  esac',
  '}',
  'complete -o filenames -F _rx_asterisk rx-asterisk',
]

/** Text inside one of zsh's specifications, where brackets and colons have a meaning. */
const zshText = (text: string): string => text.replaceAll(/[[\]:\\]/g, '\\$&')

const zshOffer = ({ offers, choices, as }: Shown): string => {
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

const zshOption = (option: Shown): string => {
  const again = option.many ? '*' : ''
  const help = `${option.name}[${zshText(option.help)}]`
  return quoted(option.place === 'flag' ? `${again}${help}` : `${again}${help}:${zshOffer(option)}`)
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
  table.find(({ name }) => name === first)?.summary ?? seconds(table, first).map(secondOf).join(', ')

const zsh = (table: readonly Command[]): readonly string[] => [
  '#compdef rx-asterisk',
  '# zsh completion of rx-asterisk: rx-asterisk completion zsh > a file named _rx-asterisk in a folder of $fpath',
  '_rx_asterisk() {',
  '  local -a commands',
  '  local command="$words[2]"',
  '  if (( CURRENT == 2 )); then',
  `    commands=(${zshDescribed(firsts(table).map((first) => [first, firstHelp(table, first)]))})`,
  "    _describe 'command' commands; return",
  '  fi',
  '  local skip=1',
  ...groups(table).flatMap((group) => [
    `  if [[ $command == ${group} ]]; then`,
    '    if (( CURRENT == 3 )); then',
    `      commands=(${zshDescribed(seconds(table, group).map((each) => [secondOf(each), each.summary]))})`,
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

const fishOption = (command: Command, { name, place, help, choices, offers }: Shown): string =>
  fishLine(
    '-n',
    fishWhen(command),
    '-l',
    name.slice(2),
    ...(place === 'option' ? [offers === undefined ? '-x' : '-r -F'] : []),
    ...(choices === undefined ? [] : ['-a', quoted(choices.join(' '))]),
    '-d',
    quoted(help),
  )

const fishArgument = (command: Command, { choices, offers }: Shown): readonly string[] => {
  if (choices !== undefined) return [fishLine('-n', fishWhen(command), '-a', quoted(choices.join(' ')))]
  return offers === undefined ? [] : [fishLine('-n', fishWhen(command), '-F')]
}

const fish = (table: readonly Command[]): readonly string[] => [
  '# fish completion of rx-asterisk: rx-asterisk completion fish > ~/.config/fish/completions/rx-asterisk.fish',
  fishLine('-f'),
  ...firsts(table).map((first) =>
    fishLine('-n', '__fish_use_subcommand', '-a', first, '-d', quoted(firstHelp(table, first))),
  ),
  ...groups(table).flatMap((group) => {
    const names = seconds(table, group).map(secondOf)
    const open = quoted(`__fish_seen_subcommand_from ${group}; and not __fish_seen_subcommand_from ${names.join(' ')}`)
    return seconds(table, group).map((each) => fishLine('-n', open, '-a', secondOf(each), '-d', quoted(each.summary)))
  }),
  ...table.flatMap((command) => [
    ...optionsOf(command).map((option) => fishOption(command, option)),
    ...argumentsOf(command).flatMap((word) => fishArgument(command, word)),
  ]),
]

const SCRIPTS: Readonly<Record<Shell, (table: readonly Command[]) => readonly string[]>> = { bash, zsh, fish }

/** The script that teaches a shell the commands. */
export const completionOf = (shell: Shell, table: readonly Command[]): string => SCRIPTS[shell](table).join('\n')
