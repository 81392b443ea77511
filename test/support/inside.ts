/** Runs the command line inside the test's own process: by the program's own function, with a terminal of the test. */
import { EMPTY, NEVER, type Observable } from 'rxjs'
import { main } from '../../src/cli/whole.js'
import type { Stop, Terminal } from '../../src/cli/terminal.js'
import type { Ran } from './program.js'

export interface InsideOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly stop$?: Observable<Stop>
  readonly line$?: Observable<string>
  readonly screen?: boolean
  /** Gets each line of stdout and stderr, and each drawing, in their order. */
  readonly heard?: (line: string) => void
  readonly askSecret?: (question: string) => Promise<string | undefined>
}

/** The exit code and the output of a command line. `out` includes text that is drawn on a screen. */
export const inside = async (argv: readonly string[], options: InsideOptions = {}): Promise<Ran> => {
  const printed = { out: '', err: '' }
  const terminal: Terminal = {
    out: (line) => {
      printed.out += `${line}\n`
      options.heard?.(line)
    },
    err: (line) => {
      printed.err += `${line}\n`
      options.heard?.(line)
    },
    draw: (text) => {
      printed.out += text
      options.heard?.(text)
    },
    screen: options.screen ?? false,
    colours: false,
    env: options.env ?? {},
    askSecret: options.askSecret,
    line$: options.line$ ?? EMPTY,
    stop$: options.stop$ ?? NEVER,
    written: () => Promise.resolve(undefined),
  }
  return { code: await main(argv, terminal, '0.0.0'), ...printed }
}
