/** `devices`: who talks with whom, as a table that lives; as lines where nobody looks at a screen. */
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
  tap,
  throwError,
  timeout,
  timer,
  toArray,
} from 'rxjs'
import { AmiError, type Asterisk, type DeviceState } from '../../index.js'
import { keysOfChannel } from '../../model/devices.js'
import { connected, ENDLESS } from '../asking.js'
import { commandWith } from '../command.js'
import { type Devices, tableOf } from '../deviceTable.js'
import { deviceSaid, stateJson } from '../frames.js'
import { text } from '../meanings.js'
import { printer } from '../output.js'
import { isReady } from '../session.js'
import type { Terminal } from '../terminal.js'
import { stamped } from '../watching.js'
import { statusWords } from '../words.js'
import { flag, rest } from '../word.js'

type Named = readonly [name: string, state: DeviceState]

/** Of technologies that have phones: not `Queue:support`, `MWI:2222@default`, `Local/…`. */
const isDevice = (name: string): boolean => /^(?!Local\/)[\w]+\/./.test(name)

const deviceOf = (channel: string): readonly string[] =>
  keysOfChannel(channel).length === 0 ? [] : [channel.slice(0, channel.lastIndexOf('-'))].filter(isDevice)

const isDenied = (error: unknown): boolean => {
  const failure = error instanceof AmiError ? error.failure : undefined
  return failure?._tag === 'Refused' && failure.needs.length > 0
}

/** All that Asterisk knows; none where it is too old to be asked. Fails where the login may not ask. */
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

const living = ({ channel$ }: Asterisk): Observable<readonly string[]> =>
  channel$.pipe(map((channels) => [...channels.values()].flatMap(({ name }) => deviceOf(name))))

/** What every device does, from now on. */
const states = (asterisk: Asterisk, wanted: readonly string[]): Observable<Named> =>
  (wanted.length > 0 ? of(wanted) : merge(listedAtEachLink(asterisk), living(asterisk))).pipe(
    mergeMap((names) => from(names)),
    distinct(),
    mergeMap((name) => asterisk.deviceState(name).pipe(map((state): Named => [name, state]))),
  )

/** How long `--once` waits for the list of channels, which a login without rights never gets. */
const PATIENCE = 5000
const UNKNOWN =
  'Asterisk did not tell which channels there are; rx-asterisk doctor device tells whether this login may ask'

/** What every device does now. */
const once = (asterisk: Asterisk, wanted: readonly string[]): Observable<Named> =>
  (wanted.length > 0
    ? of(wanted)
    : combineLatest([listed(asterisk), living(asterisk).pipe(take(1))]).pipe(
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
    timeout({ first: PATIENCE, with: () => throwError(() => new Error(UNKNOWN)) }),
  )

const collected = scan(
  (devices: Devices, [name, state]: Named): Devices => new Map([...devices, [name, state]]),
  new Map(),
)

/** Draws the table again at each change and each second, over the one before. */
const live = (asterisk: Asterisk, wanted: readonly string[], { draw }: Terminal): Observable<unknown> => {
  let drawn = 0
  return combineLatest([
    states(asterisk, wanted).pipe(collected, startWith<Devices>(new Map())),
    asterisk.status$.pipe(map(statusWords)),
    timer(0, 1000),
  ]).pipe(
    tap(([devices, status]) => {
      const lines = [status, '', ...tableOf(devices, Date.now())]
      draw(`${drawn === 0 ? '' : `\x1b[${drawn}A\x1b[J`}${lines.join('\n')}\n`)
      drawn = lines.length
    }),
  )
}

export const devices = commandWith(
  {
    name: 'devices',
    summary: 'show who talks with whom: a live table',
    details: [
      'On a screen a table that lives until Ctrl-C; in a pipe, or with --json, a line for each change. --once shows how it is now, and ends.',
      'Without DEVICE: all that Asterisk knows. Needs read=call and write=call.',
    ],
    words: {
      devices: rest(text('DEVICE'), '2222 or PJSIP/2222'),
      once: flag('how it is now'),
    },
    examples: ['rx-asterisk devices', 'rx-asterisk devices 2222 200 --once --json'],
  },
  ENDLESS,
  (values, common, terminal) => {
    const print = printer(terminal, common.json)
    const manner = { endless: !values.once, wait: 0 }
    if (values.once) {
      return connected(terminal, common, manner, (asterisk) =>
        once(asterisk, values.devices).pipe(
          toArray(),
          tap((all) => {
            if (common.json) for (const [name, state] of all) terminal.out(JSON.stringify(stateJson(name, state)))
            else for (const line of tableOf(new Map(all), Date.now())) terminal.out(line)
          }),
        ),
      )
    }
    if (terminal.screen && !common.json) {
      return connected(terminal, { ...common, quiet: true }, manner, (asterisk) =>
        live(asterisk, values.devices, terminal),
      )
    }
    return connected(terminal, common, manner, (asterisk) =>
      states(asterisk, values.devices).pipe(
        map(([name, state]) => stamped(deviceSaid(name, state))),
        tap(print),
      ),
    )
  },
)
