/** `endpoints`: a table of the phones and trunks of PJSIP that is always current; in a pipe, a line for each change. */
import {
  catchError,
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
  throwError,
  toArray,
} from 'rxjs'
import { type Asterisk, type Endpoint, failureOf } from '../../index.js'
import { LIVE } from '../asking.js'
import { commandWith } from '../command.js'
import { REFUSED_OR_ONCE } from '../exit.js'
import { endpointLine, type Endpoints, endpointTable } from '../endpointTable.js'
import { inTime, showing } from '../liveTable.js'
import { text } from '../valueTypes.js'
import { flag, rest } from '../word.js'

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
const once = (asterisk: Asterisk, wanted: readonly string[]): Observable<readonly Endpoint[]> =>
  (wanted.length > 0 ? of(wanted) : listed(asterisk)).pipe(
    switchMap((names) => from(names)),
    mergeMap((name) => asterisk.endpoint(name).pipe(take(1))),
    inTime('endpoints', 'endpoint'),
    toArray(),
  )

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
    noLink: REFUSED_OR_ONCE,
  },
  LIVE,
  (values, common, terminal) =>
    showing<Endpoint>(terminal, common, values.once, {
      once: (asterisk) => once(asterisk, values.endpoints),
      always: (asterisk) => wantedOf(asterisk, values.endpoints).pipe(map((all) => [...all.values()])),
      changes: (asterisk) => changing(asterisk, values.endpoints).pipe(map(endpointLine)),
      json: (endpoint) => endpointLine(endpoint).json,
      table: (all) => endpointTable(new Map(all.map((each) => [each.name, each]))),
    }),
)
