/** `queues`: a table of queues that is always current; in a pipe, a line for each change. */
import * as O from 'fp-ts/lib/Option.js'
import {
  combineLatest,
  distinctUntilChanged,
  from,
  groupBy,
  map,
  merge,
  mergeMap,
  type Observable,
  scan,
  startWith,
  take,
  tap,
  throwError,
  timeout,
  timer,
} from 'rxjs'
import type { Asterisk, Queue } from '../../index.js'
import { connected, ENDLESS } from '../asking.js'
import { commandWith } from '../command.js'
import { printer } from '../output.js'
import { queueLine, type Queues, queueTable } from '../queueTable.js'
import type { Terminal } from '../terminal.js'
import { text } from '../valueTypes.js'
import { stamped } from '../watching.js'
import { flag, rest } from '../word.js'
import { statusWords } from '../words.js'

type Named = readonly [name: string, queue: O.Option<Queue>]

const NOTHING: { readonly before: ReadonlyMap<string, Queue>; readonly news: readonly Named[] } = {
  before: new Map(),
  news: [],
}

/** Each queue that changed since the map before, and those that are gone. */
const changesOf = (queue$: Asterisk['queue$']): Observable<Named> =>
  queue$.pipe(
    scan(({ before }, queues) => {
      const now = new Map(queues)
      const changed = [...now].filter(([name, queue]) => before.get(name) !== queue)
      const gone = [...before.keys()].filter((name) => !now.has(name))
      return {
        before: now,
        news: [...changed.map(([name, queue]): Named => [name, O.some(queue)]), ...gone.map(noQueue)],
      }
    }, NOTHING),
    mergeMap(({ news }) => from(news)),
  )

const noQueue = (name: string): Named => [name, O.none]

const followed = (asterisk: Asterisk, wanted: readonly string[]): Observable<Named> =>
  wanted.length === 0
    ? changesOf(asterisk.queue$)
    : merge(...wanted.map((name) => asterisk.queue(name).pipe(map((queue): Named => [name, queue]))))

const all = (asterisk: Asterisk, wanted: readonly string[]): Observable<Queues> =>
  wanted.length === 0
    ? asterisk.queue$.pipe(map((queues) => new Map([...queues].map(([name, queue]) => [name, O.some(queue)] as const))))
    : combineLatest(wanted.map((name) => asterisk.queue(name))).pipe(
        map((queues) => new Map(queues.map((queue, index) => [wanted[index] ?? '', queue] as const))),
      )

/** Milliseconds that `--once` waits for the list. */
const LIST_TIMEOUT = 5000
const UNKNOWN = 'Asterisk did not list its queues; rx-asterisk doctor queue shows whether this login may ask for them'

const once = (asterisk: Asterisk, wanted: readonly string[]): Observable<Queues> =>
  all(asterisk, wanted).pipe(
    take(1),
    timeout({ first: LIST_TIMEOUT, with: () => throwError(() => new Error(UNKNOWN)) }),
  )

/** Draws the table over the old one at each change, and each second. */
const drawTable = (asterisk: Asterisk, wanted: readonly string[], { draw }: Terminal): Observable<unknown> => {
  let drawn = 0
  return combineLatest([
    all(asterisk, wanted).pipe(startWith<Queues>(new Map())),
    asterisk.status$.pipe(map(statusWords)),
    timer(0, 1000),
  ]).pipe(
    tap(([queues, status]) => {
      const lines = [status, '', ...queueTable(queues, Date.now())]
      draw(`${drawn === 0 ? '' : `\x1b[${drawn}A\x1b[J`}${lines.join('\n')}\n`)
      drawn = lines.length
    }),
  )
}

/** One line for each change that the line shows. */
const lines = (asterisk: Asterisk, wanted: readonly string[]) =>
  followed(asterisk, wanted).pipe(
    groupBy(([name]) => name),
    mergeMap((one$) =>
      one$.pipe(
        map(([name, queue]) => queueLine(name, queue)),
        distinctUntilChanged((a, b) => a.text === b.text),
      ),
    ),
  )

export const queues = commandWith(
  {
    name: 'queues',
    summary: 'show queues in a live table: who waits, and what the members do',
    details: [
      'On a screen: a table that is updated until Ctrl-C. In a pipe, or with --json: a line for each change. --once shows the current state and ends.',
      'Without QUEUE: all queues of this Asterisk. Needs read=agent.',
    ],
    words: {
      queues: rest(text('QUEUE'), 'support'),
      once: flag('show the current state and end'),
    },
    examples: ['rx-asterisk queues', 'rx-asterisk queues support --once --json'],
  },
  ENDLESS,
  (values, common, terminal) => {
    const print = printer(terminal, common.json)
    const manner = { endless: !values.once, wait: 0 }
    if (values.once) {
      return connected(terminal, common, manner, (asterisk) =>
        once(asterisk, values.queues).pipe(
          tap((present) => {
            if (common.json) for (const [name, queue] of present) print(queueLine(name, queue))
            else for (const line of queueTable(present, Date.now())) terminal.out(line)
          }),
        ),
      )
    }
    if (terminal.screen && !common.json) {
      return connected(terminal, { ...common, quiet: true }, manner, (asterisk) =>
        drawTable(asterisk, values.queues, terminal),
      )
    }
    return connected(terminal, common, manner, (asterisk) =>
      lines(asterisk, values.queues).pipe(map(stamped), tap(print)),
    )
  },
)
