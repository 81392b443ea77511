/** A command line → its exit code: parsed, helped or run. */
import * as E from 'fp-ts/lib/Either.js'
import { EXIT, type Exit } from './exit.js'
import { helpFor } from './help.js'
import { parse } from './parse.js'
import { complain } from './session.js'
import { TABLE } from './table.js'
import type { Terminal } from './terminal.js'

/** Runs what the command line asks for. */
export const main = async (argv: readonly string[], terminal: Terminal, version: string): Promise<Exit> => {
  const wish = parse(TABLE)(argv)
  if (E.isLeft(wish)) {
    const { message, command } = wish.left
    terminal.err(`rx-asterisk: ${message}\n\nrx-asterisk help${command === '' ? '' : ` ${command}`} tells more.`)
    return EXIT.usage
  }
  switch (wish.right._tag) {
    case 'Help':
      terminal.out(helpFor(TABLE, wish.right.about))
      return EXIT.ok
    case 'Version':
      terminal.out(version)
      return EXIT.ok
    case 'Run':
      return wish.right.prepared.run(terminal).catch((error: unknown) => complain(terminal, error))
  }
}
