/** The devices of an Asterisk with their states, for `devices`: what calls show of them, and whether a phone is registered there. */
import * as O from 'fp-ts/lib/Option.js'
import {
  catchError,
  combineLatest,
  concatMap,
  distinct,
  distinctUntilChanged,
  filter,
  from,
  map,
  merge,
  mergeMap,
  type Observable,
  of,
  shareReplay,
  startWith,
  switchMap,
  take,
  throwError,
  toArray,
} from 'rxjs'
import { type Asterisk, deviceOf, failureOf } from '../index.js'
import type { ShownState } from './deviceTable.js'
import { inTime } from './liveTable.js'
import { isReady } from './withAsterisk.js'

export type Named = readonly [name: string, state: ShownState]

/** Asterisk's own words for the states of its devices, by device. */
type Listing = ReadonlyMap<string, string>

/** True for technologies that have phones: not for `Queue:support`, `MWI:2222@default`, `Local/…`. */
const isDevice = (name: string): boolean => /^(?!Local\/)\w+\/./.test(name)

/** The device of a channel with its technology: `PJSIP/2222-00000001` is a channel of `PJSIP/2222`. */
const deviceName = (channel: string): readonly string[] => {
  const device = deviceOf(channel)
  return O.isSome(device) ? [`${device.value.technology}/${device.value.name}`].filter(isDevice) : []
}

const isDenied = (error: unknown): boolean => {
  const failure = failureOf(error)
  return failure?._tag === 'Refused' && failure.needs.length > 0
}

/** All devices that Asterisk lists; none where it is too old for the action. Fails where the login lacks the right. */
const listed = ({ list }: Asterisk): Observable<Listing> =>
  list({ Action: 'DeviceStateList' }).pipe(
    map(({ frame }) => [frame.get('Device') ?? '', frame.get('State') ?? ''] as const),
    filter(([name]) => isDevice(name)),
    toArray(),
    map((all): Listing => new Map(all)),
    catchError((error: unknown) => (isDenied(error) ? throwError(() => error) : of(NOTHING))),
  )

const NOTHING: Listing = new Map()

const orNothing = (asterisk: Asterisk): Observable<Listing> => listed(asterisk).pipe(catchError(() => of(NOTHING)))

const ofChannels = ({ channel$ }: Asterisk): Observable<readonly string[]> =>
  channel$.pipe(map((channels) => [...channels.values()].flatMap(({ name }) => deviceName(name))))

const isUnavailable = (state: string | undefined): boolean => state === 'UNAVAILABLE'

/** True while no phone is registered: for a name without a technology, at no device of that name. The list has the first answer. */
const away = ({ stateOf }: Asterisk, listing: Listing, name: string): Observable<boolean> => {
  const devices = [...listing.keys()].filter((device) => device === name || device.endsWith(`/${name}`))
  if (devices.length === 0) return of(false)
  return combineLatest(devices.map(stateOf)).pipe(
    startWith(devices.map((device) => listing.get(device))),
    map((states) => states.every(isUnavailable)),
    distinctUntilChanged(),
  )
}

/** The state of a device at each change. */
const shown = ({ deviceState }: Asterisk, name: string, away$: Observable<boolean>): Observable<Named> =>
  combineLatest([deviceState(name), away$]).pipe(map(([state, isAway]): Named => [name, { ...state, isAway }]))

/** The list at the beginning of each link. Opens no link. */
const listing$ = (asterisk: Asterisk): Observable<Listing> =>
  asterisk.status$.pipe(
    map(isReady),
    distinctUntilChanged(),
    filter((ready) => ready),
    switchMap(() => orNothing(asterisk)),
  )

const firstListing = (asterisk: Asterisk): Observable<Listing> =>
  listing$(asterisk).pipe(take(1), shareReplay({ bufferSize: 1, refCount: true }))

/** The states of these devices, from now on. */
const wantedStates = (asterisk: Asterisk, wanted: readonly string[]): Observable<Named> => {
  const first$ = firstListing(asterisk)
  return merge(
    ...wanted.map((name) => shown(asterisk, name, first$.pipe(switchMap((listing) => away(asterisk, listing, name))))),
  )
}

/** The state of every device, from now on. */
const allStates = (asterisk: Asterisk): Observable<Named> =>
  merge(
    listing$(asterisk).pipe(mergeMap((listing) => [...listing.keys()].map((name) => [name, listing] as const))),
    combineLatest([ofChannels(asterisk), firstListing(asterisk)]).pipe(
      mergeMap(([names, listing]) => names.map((name) => [name, listing] as const)),
    ),
  ).pipe(
    distinct(([name]) => name),
    mergeMap(([name, listing]) => shown(asterisk, name, away(asterisk, listing, name))),
  )

/** The current states of these devices, or of all, once. */
export const once = (asterisk: Asterisk, wanted: readonly string[]): Observable<readonly Named[]> =>
  (wanted.length > 0
    ? orNothing(asterisk).pipe(map((listing) => ({ listing, names: wanted })))
    : combineLatest([listed(asterisk), ofChannels(asterisk).pipe(take(1))]).pipe(
        map(([listing, busy]) => ({ listing, names: [...new Set([...listing.keys(), ...busy])] })),
      )
  ).pipe(
    concatMap(({ listing, names }) =>
      from(names).pipe(mergeMap((name) => shown(asterisk, name, away(asterisk, listing, name)).pipe(take(1)))),
    ),
    inTime('channels', 'device'),
    toArray(),
  )

/** The states of these devices, or of all, from now on. */
export const states = (asterisk: Asterisk, wanted: readonly string[]): Observable<Named> =>
  wanted.length > 0 ? wantedStates(asterisk, wanted) : allStates(asterisk)
