/** `help` and `completion`: what is made from the table of commands itself. */
import { type Command, command } from '../command.js'
import { completionOf, SHELLS } from '../completion.js'
import { EXIT } from '../exit.js'
import { helpFor } from '../help.js'
import { oneOf, text } from '../meanings.js'
import { meant } from '../parse.js'
import { argument, rest } from '../word.js'

const isKnown = (table: readonly Command[], about: string): boolean =>
  about === '' || table.some(({ name }) => name === about || name.startsWith(`${about} `))

/** They need the table that they belong to, so it comes late. */
export const about = (table: () => readonly Command[]): readonly Command[] => [
  command(
    {
      name: 'completion',
      summary: 'print what makes bash, zsh or fish complete these commands',
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
  command(
    {
      name: 'help',
      summary: 'tell about all commands, or about one',
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
      terminal.err(`there is no command ${JSON.stringify(wanted)}${meant(wanted, names)}`)
      return Promise.resolve(EXIT.usage)
    },
  ),
]
