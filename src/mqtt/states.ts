/** The live state of an Asterisk → retained values: phones, groups, registrations, mailboxes, keys of the AstDB. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import {
  auditTime,
  combineLatest,
  concatMap,
  delay,
  distinctUntilChanged,
  EMPTY,
  filter,
  interval,
  map,
  merge,
  type Observable,
  of,
  scan,
  switchMap,
  timer,
} from 'rxjs'
import { type Asterisk, attempt, type FailureReporter, type Status } from '../index.js'
import { itemTexts } from './items.js'
import type { Rank } from './outbox.js'
import {
  groupPayload,
  mailboxPayload,
  type PhonePayload,
  phonePayload,
  registeredPayload,
  samePhone,
} from './payloads.js'
import { type Filled, keysShown, type SwitchSettings } from './settings.js'
import type { Topics } from './topics.js'

/** A retained value. */
export interface Value {
  readonly topic: string
  readonly payload: string
  readonly rank: Rank
}

const state = (topic: string, payload: unknown): Value => ({ topic, payload: JSON.stringify(payload), rank: 'state' })

/** Milliseconds between two readings of a key whose changes nothing announces. */
const DB_INTERVAL = 60_000

/** Milliseconds in which the events of one moment come: the number of a caller comes after the ringing, and belongs to it. */
const SETTLING = 20

const isReady = ({ _tag }: Status): boolean => _tag === 'Ready'

/**
 * `online` when all that is watched was read on this link, `offline` when Asterisk was away for `offlineAfter` milliseconds.
 *
 *     status$   r-R----w--r-R----w--------     r: Ready and reading, R: all was read, w: Waiting
 *     link      --n--------------------f--     n: online, f: offline; the first outage was short
 */
export const linkState = (
  status$: Observable<Status>,
  offlineAfter: number,
  settling = SETTLING,
): Observable<'online' | 'offline'> =>
  status$.pipe(
    // a model that is watched later is read later, and makes nothing old of what is known
    scan((isCurrent, status) => status._tag === 'Ready' && (isCurrent || status.reading.length === 0), false),
    distinctUntilChanged(),
    switchMap((isCurrent) =>
      isCurrent ? of('online' as const) : timer(offlineAfter).pipe(map(() => 'offline' as const)),
    ),
    distinctUntilChanged(),
    // the states of phones come first
    delay(settling),
  )

const phone = (asterisk: Asterisk, name: string): Observable<PhonePayload> =>
  asterisk.deviceState(name).pipe(map(phonePayload), auditTime(SETTLING), distinctUntilChanged(samePhone))

const group = (asterisk: Asterisk, members: readonly string[]): Observable<PhonePayload> =>
  combineLatest(members.map((member) => phone(asterisk, member))).pipe(
    switchMap((phones) => {
      const busiest = groupPayload(phones)
      return busiest === undefined ? EMPTY : of(busiest)
    }),
    distinctUntilChanged(samePhone),
  )

const withTechnology = (device: string): string => (device.includes('/') ? device : `PJSIP/${device}`)

const phones = (asterisk: Asterisk, { devices, groups }: Filled, topics: Topics): readonly Observable<Value>[] => [
  ...Object.keys(devices).map((name) =>
    phone(asterisk, name).pipe(map((payload) => state(topics.device(name), payload))),
  ),
  ...Object.entries(devices).flatMap(([name, { registered = true }]) =>
    registered
      ? [
          asterisk
            .stateOf(withTechnology(name))
            .pipe(map((word) => state(topics.registered(name), registeredPayload(word)))),
        ]
      : [],
  ),
  ...Object.entries(groups).map(([name, members]) =>
    group(asterisk, members).pipe(map((payload) => state(topics.group(name), payload))),
  ),
]

/** The moments at which a key is read: at each link, after our own writes, after the UserEvent of its settings, or once a minute. */
const readings = (
  asterisk: Asterisk,
  key: string,
  switches: readonly SwitchSettings[],
  written$: Observable<string>,
): Observable<unknown> => {
  const hints = switches.flatMap(({ db, changedBy }) => (db === key && changedBy !== undefined ? [changedBy] : []))
  const now = (): boolean => isReady(asterisk.status())
  return merge(
    asterisk.status$.pipe(map(isReady), distinctUntilChanged(), filter(Boolean)),
    written$.pipe(filter((written) => written === key)),
    hints.length > 0 ? merge(...hints.map((name) => asterisk.userEvent(name))) : interval(DB_INTERVAL),
  ).pipe(filter(now))
}

/** The surroundings of readings of the AstDB. */
export interface Readings {
  /** The keys that this bridge has written. */
  readonly written$: Observable<string>
  readonly report: FailureReporter
}

const database = (
  asterisk: Asterisk,
  settings: Filled,
  topics: Topics,
  { written$, report }: Readings,
): readonly Observable<Value>[] => {
  const switches = Object.values(settings.switches)
  return keysShown(settings).map((key) => {
    const isSwitch = switches.some(({ db }) => db === key)
    return readings(asterisk, key, switches, written$).pipe(
      switchMap(() => asterisk.dbRead(key).pipe(attempt())),
      concatMap((read): readonly Value[] => {
        if (E.isLeft(read)) report(read.left)
        // a switch whose key does not exist is off; any other key has no value then
        const otherwise = (): string => (isSwitch ? '0' : '')
        return E.isLeft(read)
          ? []
          : [{ topic: topics.db(key), payload: O.getOrElse(otherwise)(read.right), rank: 'state' }]
      }),
    )
  })
}

/** All retained values that come from Asterisk: one stream for each, so that one that fails ends no other. */
export const states = (
  asterisk: Asterisk,
  settings: Filled,
  topics: Topics,
  readings: Readings,
): readonly Observable<Value>[] => [
  ...phones(asterisk, settings, topics),
  ...settings.mailboxes.map((box) =>
    asterisk.mailbox(box).pipe(map((count) => state(topics.mailbox(box), mailboxPayload(count)))),
  ),
  ...settings.items.map((item) =>
    itemTexts(item).pipe(map((payload): Value => ({ topic: topics.item(item.path), payload, rank: 'state' }))),
  ),
  ...database(asterisk, settings, topics, readings),
]
