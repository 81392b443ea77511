/** `devices`: a table of devices and calls that is always current; in a pipe, a line for each change. */
import * as O from 'fp-ts/lib/Option.js'
import {
  catchError,
  combineLatest,
  concatMap,
  distinct,
  filter,
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
import { type Asterisk, deviceOf, type DeviceState, failureOf } from '../../index.js'
import { LIVE } from '../asking.js'
import { commandWith } from '../command.js'
import { REFUSED_OR_ONCE } from '../exit.js'
import { type Devices, tableOf } from '../deviceTable.js'
import { deviceLine, stateJson } from '../frames.js'
import { inTime, showing } from '../liveTable.js'
import { text } from '../valueTypes.js'
import { isReady } from '../withAsterisk.js'
import { flag, rest } from '../word.js'

type Named = readonly [name: string, state: DeviceState]

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
const listed = ({ list }: Asterisk): Observable<readonly string[]> =>
  list({ Action: 'DeviceStateList' }).pipe(
    map(({ frame }) => frame.get('Device') ?? ''),
    filter(isDevice),
    toArray(),
    catchError((error: unknown) => (isDenied(error) ? throwError(() => error) : of([]))),
  )

const listedAtEachLink = (asterisk: Asterisk): Observable<readonly string[]> =>
  asterisk.status$.pipe(
    filter(isReady),
    switchMap(() => listed(asterisk).pipe(catchError(() => of([])))),
  )

const ofChannels = ({ channel$ }: Asterisk): Observable<readonly string[]> =>
  channel$.pipe(map((channels) => [...channels.values()].flatMap(({ name }) => deviceName(name))))

/** The state of every device, from now on. */
const states = (asterisk: Asterisk, wanted: readonly string[]): Observable<Named> =>
  (wanted.length > 0 ? of(wanted) : merge(listedAtEachLink(asterisk), ofChannels(asterisk))).pipe(
    mergeMap((names) => from(names)),
    distinct(),
    mergeMap((name) => asterisk.deviceState(name).pipe(map((state): Named => [name, state]))),
  )

/** The current state of every device, once. */
const once = (asterisk: Asterisk, wanted: readonly string[]): Observable<readonly Named[]> =>
  (wanted.length > 0
    ? of(wanted)
    : combineLatest([listed(asterisk), ofChannels(asterisk).pipe(take(1))]).pipe(
        map(([known, busy]) => [...new Set([...known, ...busy])]),
      )
  ).pipe(
    concatMap((names) => from(names)),
    mergeMap((name) =>
      asterisk.deviceState(name).pipe(
        take(1),
        map((state): Named => [name, state]),
      ),
    ),
    inTime('channels', 'device'),
    toArray(),
  )

const listedIn = (devices: Devices): readonly Named[] => [...devices]

const collected = scan(
  (devices: Devices, [name, state]: Named): Devices => new Map([...devices, [name, state]]),
  new Map(),
)

export const devices = commandWith(
  {
    name: 'devices',
    summary: 'show devices and their calls in a live table',
    details: [
      'On a screen: a table that is updated until Ctrl-C. In a pipe, or with --json: a line for each change. --once shows the current state and ends.',
      'Without DEVICE: all devices of this Asterisk. Needs read=call and write=call.',
    ],
    words: {
      devices: rest(text('DEVICE'), '2222 or PJSIP/2222'),
      once: flag('show the current state and end'),
    },
    examples: ['rx-asterisk devices', 'rx-asterisk devices 2222 200 --once --json'],
    noLink: REFUSED_OR_ONCE,
  },
  LIVE,
  (values, common, terminal) =>
    showing<Named>(terminal, common, values.once, {
      once: (asterisk) => once(asterisk, values.devices),
      always: (asterisk) => states(asterisk, values.devices).pipe(collected, map(listedIn), startWith([])),
      changes: (asterisk) => states(asterisk, values.devices).pipe(map(([name, state]) => deviceLine(name, state))),
      json: ([name, state]) => stateJson(name, state),
      table: (all, now) => tableOf(new Map(all), now),
    }),
)
