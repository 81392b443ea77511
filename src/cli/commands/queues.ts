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
} from 'rxjs'
import type { Asterisk, Queue } from '../../index.js'
import { LIVE } from '../asking.js'
import { commandWith } from '../command.js'
import { REFUSED_OR_ONCE } from '../exit.js'
import { inTime, showing } from '../liveTable.js'
import { queueLine, type Queues, queueTable } from '../queueTable.js'
import { text } from '../valueTypes.js'
import { flag, rest } from '../word.js'

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

const listed = (queues: Queues): readonly Named[] => [...queues]

const all = (asterisk: Asterisk, wanted: readonly string[]): Observable<Queues> =>
  wanted.length === 0
    ? asterisk.queue$.pipe(map((queues) => new Map([...queues].map(([name, queue]) => [name, O.some(queue)] as const))))
    : combineLatest(wanted.map((name) => asterisk.queue(name))).pipe(
        map((queues) => new Map(queues.map((queue, index) => [wanted[index] ?? '', queue] as const))),
      )

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
    noLink: REFUSED_OR_ONCE,
  },
  LIVE,
  (values, common, terminal) =>
    showing<Named>(terminal, common, values.once, {
      once: (asterisk) => all(asterisk, values.queues).pipe(take(1), inTime('queues', 'queue'), map(listed)),
      always: (asterisk) => all(asterisk, values.queues).pipe(map(listed), startWith([])),
      changes: (asterisk) => lines(asterisk, values.queues),
      json: ([name, queue]) => queueLine(name, queue).json,
      table: (queues, now) => queueTable(new Map(queues), now),
    }),
)
