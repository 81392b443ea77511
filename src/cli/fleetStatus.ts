/** The work of `fleet status`. */
import {
  combineLatest,
  debounceTime,
  filter,
  ignoreElements,
  map,
  merge,
  mergeMap,
  type Observable,
  scan,
  startWith,
  take,
  tap,
  timer,
} from 'rxjs'
import { show } from '../index.js'
import { type Bus, type BusState, type Fleet, fleet } from '../nats/index.js'
import { busWords } from './busState.js'
import { inTime } from './busWork.js'
import { atNow, stamped } from './clock.js'
import { serverLine, type ServerRow, serverRows, serverTable } from './fleetTable.js'
import { jsonObject } from './jsonText.js'
import { marked, redrawing } from './liveTable.js'
import { complain, type OutputLine, printer } from './output.js'
import type { Terminal } from './terminal.js'

export interface StatusWords {
  readonly once: boolean
  readonly json: boolean
}

/** The first heartbeats of all servers, and the number of their workers, come within this time. */
const SETTLED = 1000

type Rows = readonly ServerRow[]

interface Seen {
  readonly state: BusState
  /** The moment since which the rows may be wrong; undefined while the bus answers. */
  readonly oldSince: number | undefined
}

const seen = scan<BusState, Seen, Seen>(
  ({ oldSince }, state) => ({ state, oldSince: state._tag === 'Up' ? undefined : (oldSince ?? Date.now()) }),
  { state: { _tag: 'Connecting' }, oldSince: undefined },
)

const drawn = (nats: Bus, rows$: Observable<Rows>, terminal: Terminal): Observable<unknown> => {
  const redraw = redrawing(terminal)
  return combineLatest([rows$.pipe(startWith<Rows>([])), nats.state$.pipe(seen), timer(0, 1000)]).pipe(
    tap(([rows, { state, oldSince }]) => {
      redraw([atNow(busWords(nats.peer, state)), '', ...marked(serverTable(rows), oldSince)])
    }),
  )
}

/** A line for each server that changed. */
const changes = (rows$: Observable<Rows>): Observable<OutputLine> =>
  rows$.pipe(
    map((rows) => rows.map(serverLine)),
    scan(
      ({ before }: { readonly before: ReadonlySet<string> }, lines) => ({
        before: new Set(lines.map(({ text }) => text)),
        news: lines.filter(({ text }) => !before.has(text)),
      }),
      { before: new Set<string>(), news: [] },
    ),
    mergeMap(({ news }) => news),
    map(stamped),
  )

const once = (nats: Bus, rows$: Observable<Rows>, { json }: StatusWords, terminal: Terminal): Observable<unknown> =>
  rows$.pipe(
    debounceTime(SETTLED),
    take(1),
    inTime(nats),
    tap((rows) => {
      const lines = json ? rows.map((each) => jsonObject(serverLine(each).json)) : serverTable(rows)
      for (const line of lines) terminal.out(line)
    }),
  )

const faults = ({ fault$ }: Fleet, terminal: Terminal): Observable<never> =>
  fault$.pipe(
    // the bus itself reports what is refused
    filter(({ _tag }) => _tag !== 'BusRefused'),
    tap((failure) => {
      complain(terminal, show(failure))
    }),
    ignoreElements(),
  )

const states = ({ peer, state$ }: Bus, terminal: Terminal): Observable<never> =>
  state$.pipe(
    // a refused login is the error of the command
    filter((state) => state._tag !== 'Away' || state.failure._tag !== 'BusLoginRefused'),
    tap((state) => {
      terminal.err(atNow(busWords(peer, state)))
    }),
    ignoreElements(),
  )

/** `--once` prints the present state. A screen shows a live table, and a pipe gets a line for each change. */
export const fleetStatus = (nats: Bus, words: StatusWords, terminal: Terminal): Observable<unknown> => {
  const all = fleet(nats, { linger: 0 })
  const rows$ = serverRows(nats, all)
  if (words.once) return once(nats, rows$, words, terminal)
  if (terminal.screen && !words.json) return drawn(nats, rows$, terminal)
  return merge(
    changes(rows$.pipe(debounceTime(SETTLED))).pipe(tap(printer(terminal, words.json))),
    states(nats, terminal),
    faults(all, terminal),
  )
}
