/** Reports a trunk that is rejected or out of reach for a minute, and its return. Needs read and write class `system`. */
import {
  combineLatest,
  distinctUntilChanged,
  map,
  type Observable,
  of,
  skip,
  startWith,
  type Subscription,
  switchMap,
  timer,
} from 'rxjs'
import type { Asterisk } from '../../src/index.js' // in your program: 'rx-asterisk'
import { asProgram } from './environment.js'

/** A trunk: its endpoint, and its registration at the provider where it has one. */
export interface Trunk {
  readonly endpoint: string
  readonly registration?: string
}

/** Short failures are normal: a provider restarts, a line drops. */
const PATIENCE = 60_000

/** The trouble of a trunk; undefined: it works. What is not known is no trouble. */
const trouble = ({ endpoint, registration }: Asterisk, trunk: Trunk): Observable<string | undefined> =>
  combineLatest([
    endpoint(trunk.endpoint),
    trunk.registration === undefined ? of(undefined) : registration(trunk.registration),
  ]).pipe(
    map(([{ reachable }, registered]) => {
      if (registered !== undefined && registered.state !== 'registered') return `is ${registered.state}`
      return reachable === 'no' ? 'is out of reach' : undefined
    }),
    distinctUntilChanged(),
  )

/** Trouble that lasts for a minute, and the end of it. */
export const trunkAlarm = (asterisk: Asterisk, trunk: Trunk, tell: (words: string) => void): Subscription => {
  const lasting$ = trouble(asterisk, trunk).pipe(
    switchMap((why) => (why === undefined ? of(why) : timer(PATIENCE).pipe(map(() => why)))),
    distinctUntilChanged(),
  )
  // begins as a trunk that works, so that only trouble is news at first
  const news$ = lasting$.pipe(startWith(undefined), distinctUntilChanged(), skip(1))
  return asterisk.logic(news$, (why) => {
    tell(`trunk ${trunk.endpoint} ${why ?? 'works again'}`)
  })
}

asProgram(import.meta.filename, (asterisk) =>
  trunkAlarm(asterisk, { endpoint: 'trunk1', registration: 'trunk1' }, (words) => {
    console.log(words)
  }),
)
