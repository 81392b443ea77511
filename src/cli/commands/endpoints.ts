/** `endpoints`: a table of the phones and trunks of PJSIP that is always current; in a pipe, a line for each change. */
import {
  catchError,
  combineLatest,
  defer,
  from,
  map,
  merge,
  mergeMap,
  type Observable,
  of,
  scan,
  startWith,
  switchMap,
  take,
  tap,
  throwError,
  timeout,
  timer,
  toArray,
} from 'rxjs'
import { type Asterisk, type Endpoint, failureOf } from '../../index.js'
import { connected, ENDLESS } from '../asking.js'
import { commandWith } from '../command.js'
import { endpointLine, type Endpoints, endpointTable } from '../endpointTable.js'
import { printer } from '../output.js'
import type { Terminal } from '../terminal.js'
import { text } from '../valueTypes.js'
import { stamped } from '../watching.js'
import { flag, rest } from '../word.js'
import { statusWords } from '../words.js'

/** The endpoints that changed since the map before. */
const changesOf = (all$: Observable<Endpoints>): Observable<Endpoint> =>
  defer(() => {
    const told = new Map<string, Endpoint>()
    return all$.pipe(
      mergeMap((all) => {
        const changed = [...all.values()].filter((endpoint) => told.get(endpoint.name) !== endpoint)
        for (const endpoint of changed) told.set(endpoint.name, endpoint)
        return changed
      }),
    )
  })

/** The state of each endpoint now, and at each change. */
const changing = ({ endpoint, endpoint$ }: Asterisk, wanted: readonly string[]): Observable<Endpoint> =>
  wanted.length > 0 ? merge(...wanted.map(endpoint)) : changesOf(endpoint$)

const collected = scan(
  (all: Endpoints, endpoint: Endpoint): Endpoints => new Map([...all, [endpoint.name, endpoint]]),
  new Map(),
)

/** Wanted endpoints as a map; all of them come as one. */
const wantedOf = (asterisk: Asterisk, wanted: readonly string[]): Observable<Endpoints> =>
  wanted.length > 0
    ? changing(asterisk, wanted).pipe(collected, startWith<Endpoints>(new Map()))
    : asterisk.endpoint$.pipe(startWith<Endpoints>(new Map()))

/** Milliseconds that `--once` waits for the lists: a login without rights never gets them. */
const LIST_TIMEOUT = 5000
const UNKNOWN =
  'Asterisk did not list its endpoints; rx-asterisk doctor endpoint shows whether this login may ask for them'

/** The names of all endpoints. Fails where the login may not list them. */
const listed = ({ list }: Asterisk): Observable<readonly string[]> =>
  list({ Action: 'PJSIPShowEndpoints' }).pipe(
    map(({ frame }) => frame.get('ObjectName') ?? ''),
    toArray(),
    catchError((error: unknown) => {
      const failure = failureOf(error)
      const isEmpty = failure?._tag === 'Refused' && /^No endpoints found/i.test(failure.message)
      return isEmpty ? of([]) : throwError(() => error)
    }),
  )

/** The present state of each endpoint, once. */
const once = (asterisk: Asterisk, wanted: readonly string[]): Observable<Endpoint> =>
  (wanted.length > 0 ? of(wanted) : listed(asterisk)).pipe(
    switchMap((names) => from(names)),
    mergeMap((name) => asterisk.endpoint(name).pipe(take(1))),
    timeout({ each: LIST_TIMEOUT, with: () => throwError(() => new Error(UNKNOWN)) }),
  )

/** Draws the table over the old one at each change, and each second. */
const drawTable = (asterisk: Asterisk, wanted: readonly string[], { draw }: Terminal): Observable<unknown> => {
  let drawn = 0
  return combineLatest([wantedOf(asterisk, wanted), asterisk.status$.pipe(map(statusWords)), timer(0, 1000)]).pipe(
    tap(([endpoints, status]) => {
      const lines = [status, '', ...endpointTable(endpoints)]
      draw(`${drawn === 0 ? '' : `\x1b[${drawn}A\x1b[J`}${lines.join('\n')}\n`)
      drawn = lines.length
    }),
  )
}

export const endpoints = commandWith(
  {
    name: 'endpoints',
    summary: 'show which phones and trunks of PJSIP can be reached',
    details: [
      'On a screen: a table that is updated until Ctrl-C. In a pipe, or with --json: a line for each change. --once shows the current state and ends.',
      'Without ENDPOINT: all endpoints of PJSIP. Needs read=system and write=system; read=call shows the state of a device at once.',
    ],
    words: {
      endpoints: rest(text('ENDPOINT'), 'a name of pjsip.conf: 2222'),
      once: flag('show the current state and end'),
    },
    examples: ['rx-asterisk endpoints', 'rx-asterisk endpoints trunk1 --once --json'],
  },
  ENDLESS,
  (values, common, terminal) => {
    const print = printer(terminal, common.json)
    const manner = { endless: !values.once, wait: 0 }
    if (values.once) {
      return connected(terminal, common, manner, (asterisk) =>
        once(asterisk, values.endpoints).pipe(
          toArray(),
          tap((all) => {
            if (common.json) for (const endpoint of all) print(endpointLine(endpoint))
            else for (const line of endpointTable(new Map(all.map((each) => [each.name, each])))) terminal.out(line)
          }),
        ),
      )
    }
    if (terminal.screen && !common.json) {
      return connected(terminal, { ...common, quiet: true }, manner, (asterisk) =>
        drawTable(asterisk, values.endpoints, terminal),
      )
    }
    return connected(terminal, common, manner, (asterisk) =>
      changing(asterisk, values.endpoints).pipe(
        map((endpoint) => stamped(endpointLine(endpoint))),
        tap(print),
      ),
    )
  },
)
