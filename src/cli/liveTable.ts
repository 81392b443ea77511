/** Tables that are always current, on a screen; and the present state, once. */
import {
  combineLatest,
  map,
  type Observable,
  scan,
  tap,
  throwError,
  timeout,
  timer,
  type MonoTypeOperatorFunction,
} from 'rxjs'
import type { Asterisk, Status } from '../index.js'
import { connected, type LIVE } from './asking.js'
import type { Values } from './command.js'
import type { Exit } from './exit.js'
import { jsonObject } from './jsonText.js'
import { type OutputLine, printer } from './output.js'
import type { Terminal } from './terminal.js'
import { atNow, clock, stamped } from './clock.js'
import { statusWords } from './words.js'

/** The rows of a table. They are old from the loss of a link until the lists of the next one have come. */
interface Shown {
  readonly status: Status
  /** True once there was a link: before, there are no rows. */
  readonly wasReady: boolean
  /** The moment since which the rows may be wrong, as epoch milliseconds; undefined while they are right. */
  readonly oldSince: number | undefined
}

type Seen = Pick<Shown, 'wasReady' | 'oldSince'>

const shown = scan<Status, Shown, Seen>(
  ({ wasReady, oldSince }, status) => {
    if (status._tag !== 'Ready') return { status, wasReady, oldSince: wasReady ? (oldSince ?? Date.now()) : undefined }
    return { status, wasReady: true, oldSince: status.reading.length === 0 ? undefined : oldSince }
  },
  { wasReady: false, oldSince: undefined },
)

/** The lines of a table, of which each row has the time that it is from. */
export const marked = (lines: readonly string[], oldSince: number | undefined): readonly string[] => {
  if (oldSince === undefined) return lines
  const width = Math.max(...lines.map(({ length }) => length))
  return lines.map((line, index) => (index === 0 ? line : `${line.padEnd(width)}  as of ${clock(new Date(oldSince))}`))
}

/** Draws lines over those that were drawn before. */
export const redrawing = ({ draw }: Terminal): ((lines: readonly string[]) => void) => {
  let drawn = 0
  return (lines) => {
    draw(`${drawn === 0 ? '' : `\x1b[${drawn}A\x1b[J`}${lines.join('\n')}\n`)
    drawn = lines.length
  }
}

/** Draws a table over the old one at each change, and each second. `table$`: the lines of the table at a time of day. */
const liveTable = (
  { status$ }: Asterisk,
  terminal: Terminal,
  table$: Observable<(now: number) => readonly string[]>,
): Observable<unknown> => {
  const redraw = redrawing(terminal)
  return combineLatest([table$, status$.pipe(shown), timer(0, 1000)]).pipe(
    tap(([table, { status, oldSince }]) => {
      const rows = marked(table(oldSince ?? Date.now()), oldSince)
      redraw([atNow(statusWords(status)), '', ...rows])
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
  common: Values<typeof LIVE>,
  isOnce: boolean,
  { once, always, changes, json, table }: LiveView<Entry>,
): Promise<Exit> => {
  const manner = { endless: !isOnce, wait: common.wait * 1000 }
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
