/** `help` and `completion`: both are made from the table of commands. */
import { suggestion } from '../../suggestion.js'
import { type Command, plainCommand } from '../command.js'
import { completionOf, SHELLS } from '../completion.js'
import { EXIT } from '../exit.js'
import { helpFor } from '../help.js'
import { oneOf, text } from '../valueTypes.js'
import { complain } from '../output.js'
import { argument, rest } from '../word.js'

const isKnown = (table: readonly Command[], about: string): boolean =>
  about === '' || table.some(({ name }) => name === about || name.startsWith(`${about} `))

/** Takes the table as a function, as the table contains these commands. */
export const about = (table: () => readonly Command[]): readonly Command[] => [
  plainCommand(
    {
      name: 'completion',
      summary: 'print the completion script for bash, zsh or fish',
      details: [
        'bash: source <(rx-asterisk completion bash), in .bashrc. zsh: the same after compinit, in .zshrc. fish: rx-asterisk completion fish | source.',
      ],
      words: { shell: argument(oneOf('SHELL', ...SHELLS), 'for which shell') },
      examples: ['rx-asterisk completion bash > ~/.local/share/bash-completion/completions/rx-asterisk'],
    },
    ({ shell }, terminal) => {
      terminal.out(completionOf(shell, table()))
      return Promise.resolve(EXIT.ok)
    },
  ),
  plainCommand(
    {
      name: 'help',
      summary: 'show the help of all commands, or of one',
      words: { command: rest(text('COMMAND'), 'such as call, db or db get') },
      examples: ['rx-asterisk help call'],
    },
    ({ command: words }, terminal) => {
      const wanted = words.join(' ')
      if (isKnown(table(), wanted)) {
        terminal.out(helpFor(table(), wanted))
        return Promise.resolve(EXIT.ok)
      }
      const names = table().map(({ name }) => name)
      complain(terminal, `there is no command ${JSON.stringify(wanted)}${suggestion(wanted, names)}`)
      return Promise.resolve(EXIT.usage)
    },
  ),
]
