/** Runs any command, with all the code that it needs. The build bundles this file with rxjs, fp-ts and io-ts: one file opens faster. */
import type { Exit } from './exit.js'
import { answer, exitAtEnd } from './main.js'
import { terminal } from './process.js'
import { endProcess } from './signals.js'
import type { Terminal } from './terminal.js'
import { reportError } from './withAsterisk.js'

/** Milliseconds until the process exits, even if a user's logic has left a timer or socket open. */
const REST = 300

/** Runs a command line on a terminal. */
export const main = async (argv: readonly string[], terminal: Terminal, version: string): Promise<Exit> => {
  const answered = await answer(argv, terminal, version)
  const exit =
    typeof answered === 'number'
      ? answered
      : await answered.run(terminal).catch((error: unknown) => reportError(terminal, error))
  return exitAtEnd(exit, terminal)
}

/** Runs a command line in this process, which ends soon after. */
export const runHere = async (argv: readonly string[], version: string): Promise<Exit> => {
  const exit = await main(argv, terminal(), version)
  setTimeout(endProcess, REST).unref()
  return exit
}
