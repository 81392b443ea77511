/** The command line within the test's own process: the same function that the program calls, with a terminal of the test's. */
import { EMPTY, NEVER, type Observable } from 'rxjs'
import { main } from '../../src/cli/main.js'
import type { Stop, Terminal } from '../../src/cli/terminal.js'
import type { Ran } from './program.js'

export interface Around {
  readonly env?: Readonly<Record<string, string>>
  readonly stop$?: Observable<Stop>
  readonly line$?: Observable<string>
  readonly screen?: boolean
}

/** What a person sees and a script gets. What is drawn on a screen is part of `out`. */
export const inside = async (argv: readonly string[], around: Around = {}): Promise<Ran> => {
  const said = { out: '', err: '' }
  const terminal: Terminal = {
    out: (line) => void (said.out += `${line}\n`),
    err: (line) => void (said.err += `${line}\n`),
    draw: (text) => void (said.out += text),
    screen: around.screen ?? false,
    colours: false,
    env: around.env ?? {},
    line$: around.line$ ?? EMPTY,
    stop$: around.stop$ ?? NEVER,
  }
  return { code: await main(argv, terminal, '0.0.0'), ...said }
}
