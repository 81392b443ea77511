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
import type { Terminal } from './terminal.js'
import { statusWords } from './words.js'

/** Draws a table over the old one at each change, and each second. `table$`: the lines of the table at a time of day. */
export const liveTable = (
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

/** Milliseconds that `--once` waits for the list of channels: a login without rights never gets it. */
const LIST_TIMEOUT = 5000

/** Fails where the list of channels does not come. `member`: the one whose rights `doctor` shows. */
export const inTime = <A>(member: string): MonoTypeOperatorFunction<A> =>
  timeout({
    first: LIST_TIMEOUT,
    with: () =>
      throwError(
        () =>
          new Error(
            `Asterisk did not list its channels; rx-asterisk doctor ${member} shows whether this login may ask for them`,
          ),
      ),
  })
