/** Parses a command line and answers it, as far as that needs no more code than the table of commands. */
import * as E from 'fp-ts/lib/Either.js'
import type { Prepared } from './command.js'
import { EXIT, type Exit } from './exit.js'
import { helpFor } from './help.js'
import { complain } from './output.js'
import { parse } from './parse.js'
import { TABLE } from './table.js'
import type { Printing } from './terminal.js'

/** A command that needs more code than the table. */
export type Demanding = Exclude<Prepared, { readonly loads: 'nothing' }>

/** Answers with help, the version, a mistake, or the output of a command that only prints. Else returns the command. */
export const answer = async (
  argv: readonly string[],
  printing: Printing,
  version: string,
): Promise<Exit | Demanding> => {
  const parsed = parse(TABLE)(argv)
  if (E.isLeft(parsed)) {
    const { message, command } = parsed.left
    complain(printing, `${message}\n\nrx-asterisk help${command === '' ? '' : ` ${command}`} shows more.`)
    return EXIT.usage
  }
  switch (parsed.right._tag) {
    case 'Help':
      printing.out(helpFor(TABLE, parsed.right.about))
      return EXIT.ok
    case 'Version':
      printing.out(version)
      return EXIT.ok
    case 'Run': {
      const { prepared } = parsed.right
      return prepared.loads === 'nothing' ? prepared.run(printing) : prepared
    }
  }
}

/** The exit code at the end. A command whose output could not be written has failed. */
export const exitAtEnd = async (exit: Exit, printing: Printing): Promise<Exit> => {
  const lost = await printing.written()
  if (lost === undefined) return exit
  complain(printing, `the output could not be written: ${lost}`)
  return exit === EXIT.ok ? EXIT.failed : exit
}
