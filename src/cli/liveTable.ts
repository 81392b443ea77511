/** Tables that are always current, on a screen; and the present state, once. */
import {
  combineLatest,
  map,
  type Observable,
  tap,
  throwError,
  timeout,
  timer,
  type MonoTypeOperatorFunction,
} from 'rxjs'
import type { Asterisk } from '../index.js'
import { connected, type ENDLESS } from './asking.js'
import type { Values } from './command.js'
import type { Exit } from './exit.js'
import { jsonObject } from './jsonText.js'
import { type OutputLine, printer } from './output.js'
import type { Terminal } from './terminal.js'
import { stamped } from './watching.js'
import { statusWords } from './words.js'

/** Draws a table over the old one at each change, and each second. `table$`: the lines of the table at a time of day. */
const liveTable = (
  { status$ }: Asterisk,
  { draw }: Terminal,
  table$: Observable<(now: number) => readonly string[]>,
): Observable<unknown> => {
  let drawn = 0
  return combineLatest([table$, status$.pipe(map(statusWords)), timer(0, 1000)]).pipe(
    tap(([table, status]) => {
      const lines = [status, '', ...table(Date.now())]
      draw(`${drawn === 0 ? '' : `\x1b[${drawn}A\x1b[J`}${lines.join('\n')}\n`)
      drawn = lines.length
    }),
  )
}

/** Milliseconds that `--once` waits for a list: a login without rights never gets it. */
const LIST_TIMEOUT = 5000

/** Fails where a list does not come. `what`: the listed things; `member`: the one whose rights `doctor` shows. */
export const inTime = <A>(what: string, member: string): MonoTypeOperatorFunction<A> =>
  timeout({
    each: LIST_TIMEOUT,
    with: () =>
      throwError(
        () =>
          new Error(
            `Asterisk did not list its ${what}; rx-asterisk doctor ${member} shows whether this login may ask for them`,
          ),
      ),
  })

/** A live model on the command line: an entry for each device, call, queue or endpoint. */
export interface LiveView<Entry> {
  /** The present entries. */
  readonly once: (asterisk: Asterisk) => Observable<readonly Entry[]>
  /** The present entries at each change; the first ones at once, for a screen that is not empty. */
  readonly always: (asterisk: Asterisk) => Observable<readonly Entry[]>
  readonly changes: (asterisk: Asterisk) => Observable<OutputLine>
  readonly json: (entry: Entry) => OutputLine['json']
  readonly table: (entries: readonly Entry[], now: number) => readonly string[]
}

/** `--once` prints the present entries. A screen shows a live table, and a pipe gets a line for each change. */
export const showing = async <Entry>(
  terminal: Terminal,
  common: Values<typeof ENDLESS>,
  isOnce: boolean,
  { once, always, changes, json, table }: LiveView<Entry>,
): Promise<Exit> => {
  const manner = { endless: !isOnce, wait: 0 }
  if (isOnce) {
    return connected(terminal, common, manner, (asterisk) =>
      once(asterisk).pipe(
        tap((entries) => {
          const lines = common.json ? entries.map((entry) => jsonObject(json(entry))) : table(entries, Date.now())
          for (const line of lines) terminal.out(line)
        }),
      ),
    )
  }
  if (terminal.screen && !common.json) {
    return connected(terminal, { ...common, quiet: true }, manner, (asterisk) =>
      liveTable(asterisk, terminal, always(asterisk).pipe(map((entries) => (now) => table(entries, now)))),
    )
  }
  return connected(terminal, common, manner, (asterisk) =>
    changes(asterisk).pipe(map(stamped), tap(printer(terminal, common.json))),
  )
}
