/** Runs a command line and returns its exit code. */
import * as E from 'fp-ts/lib/Either.js'
import { EXIT, type Exit } from './exit.js'
import { helpFor } from './help.js'
import { parse } from './parse.js'
import { reportError } from './withAsterisk.js'
import { TABLE } from './table.js'
import type { Terminal } from './terminal.js'

/** Parses the command line, then prints help or runs the command. */
const perform = async (argv: readonly string[], terminal: Terminal, version: string): Promise<Exit> => {
  const parsed = parse(TABLE)(argv)
  if (E.isLeft(parsed)) {
    const { message, command } = parsed.left
    terminal.err(`rx-asterisk: ${message}\n\nrx-asterisk help${command === '' ? '' : ` ${command}`} shows more.`)
    return EXIT.usage
  }
  switch (parsed.right._tag) {
    case 'Help':
      terminal.out(helpFor(TABLE, parsed.right.about))
      return EXIT.ok
    case 'Version':
      terminal.out(version)
      return EXIT.ok
    case 'Run':
      return parsed.right.prepared.run(terminal).catch((error: unknown) => reportError(terminal, error))
  }
}

/** Performs a command line. A command whose output could not be written has failed. */
export const main = async (argv: readonly string[], terminal: Terminal, version: string): Promise<Exit> => {
  const exit = await perform(argv, terminal, version)
  const lost = await terminal.written()
  if (lost === undefined) return exit
  terminal.err(`the output could not be written: ${lost}`)
  return exit === EXIT.ok ? EXIT.failed : exit
}
