/** The life of a bridge on its links to the broker: greeting, sending, answering. */
import {
  defer,
  EMPTY,
  exhaustMap,
  filter,
  map,
  merge,
  type Observable,
  of,
  race,
  share,
  Subject,
  switchMap,
  take,
  tap,
  throttleTime,
  timer,
} from 'rxjs'
import type { BrokerLink, MqttHeard, MqttFilter } from './broker.js'
import { asking } from './asking.js'
import type { BridgeFault } from './fault.js'
import { type Greeting, greeting, instanceIn, RETURNING } from './greeting.js'
import { entrances } from './incoming.js'
import { discoveryPatterns, expectedTopics, ownIn, statePatterns } from './leftovers.js'
import type { LinksSignal } from './links.js'
import { RANKS } from './outbox.js'
import type { Parts } from './parts.js'
import { sending } from './sending.js'
import type { BrokerState } from './status.js'

/** Milliseconds within which all bridges of a house answer the birth of Home Assistant, so that not all do at once. */
const BIRTH_SPREAD = 3000

/** The bridge says `online` at most so often, in milliseconds. */
const ONLINE_INTERVAL = 1000

/** The ways in which a life reports to its bridge. */
export interface LifeReports {
  readonly state: (state: BrokerState) => void
  /** The link over which everything is sent now; undefined where there is none. */
  readonly current: (link: BrokerLink | undefined) => void
  /** The calls that the broker has kept from an earlier run. */
  readonly seed: (calls: string | undefined) => void
  readonly end: (fault: BridgeFault) => void
}

const all = (topic: string): MqttFilter => ({ topic, wants: 'all' })

/** The topics that are heard on every link. */
const ownSubscriptions = ({ settings, topics }: Parts): readonly MqttFilter[] => [
  ...[topics.bridge, topics.info, topics.hello].map(all),
  ...(settings.homeassistant === undefined ? [] : [all(settings.homeassistant.status)]),
  ...[...entrances(settings, topics).keys()].map((topic): MqttFilter => ({ topic, wants: 'fresh' })),
]

/** Clears what an earlier run has left, such as a phone that is no longer in the settings. */
const clearLeftovers = ({ settings, topics, outbox }: Parts, { kept }: Greeting): void => {
  const expected = expectedTopics(settings, topics)
  for (const topic of ownIn(settings, topics, kept)) if (!expected.has(topic)) outbox.put(topic, '', 'discovery')
}

const on = (heard$: Observable<MqttHeard>, topic: string, payload?: string): Observable<MqttHeard> =>
  heard$.pipe(
    filter((heard) => heard.topic === topic && !heard.retained && (payload === undefined || heard.payload === payload)),
  )

/** Another bridge that began at the same moment: of both, the one with the greater instance ends. */
const contest = (
  { topics, instance, settings }: Parts,
  { goodbye }: BrokerLink,
  heard$: Observable<MqttHeard>,
  end: LifeReports['end'],
) =>
  on(heard$, topics.info).pipe(
    tap(({ payload }) => {
      const other = instanceIn(payload)
      if (other === undefined || instance <= other) return
      goodbye()
      end({ _tag: 'NameTaken', server: settings.server, instance: other })
    }),
  )

/** The answers of a bridge that runs. */
const answering = (
  parts: Parts,
  link: BrokerLink,
  heard$: Observable<MqttHeard>,
  end: LifeReports['end'],
): Observable<unknown> => {
  const { settings, topics, outbox, random, instance } = parts
  const birth$ = settings.homeassistant === undefined ? EMPTY : on(heard$, settings.homeassistant.status, 'online')
  return merge(
    birth$.pipe(
      exhaustMap(() => timer(Math.round(random() * BIRTH_SPREAD))),
      tap(() => {
        outbox.again(...RANKS)
      }),
    ),
    on(heard$, topics.bridge, 'offline').pipe(
      throttleTime(ONLINE_INTERVAL, undefined, { leading: true, trailing: true }),
      tap(() => {
        outbox.touch(topics.bridge)
      }),
    ),
    on(heard$, topics.hello).pipe(
      filter(({ payload }) => payload !== instance),
      tap(() => {
        outbox.touch(topics.info)
      }),
    ),
    contest(parts, link, heard$, end),
  )
}

/** Reports, where `bridge` does not come back: an access list of MQTT 3.1.1 drops messages silently. */
const returning = ({ topics, report }: Parts, heard$: Observable<MqttHeard>, sent$: Observable<unknown>) =>
  race(
    on(heard$, topics.bridge, 'online'),
    sent$.pipe(
      take(1),
      switchMap(() => timer(RETURNING)),
      tap(() => {
        report({ _tag: 'NotReturned', topic: topics.bridge })
      }),
    ),
  ).pipe(take(1))

/** Sends and answers, from the end of the greeting to the end of the link. */
const working = (
  parts: Parts,
  link: BrokerLink,
  heard$: Observable<MqttHeard>,
  { state, end }: LifeReports,
): Observable<unknown> => {
  const { outbox, topics, report } = parts
  const bridgeSent = new Subject<undefined>()
  outbox.put(topics.bridge, 'online', 'bridge')
  return merge(
    returning(parts, heard$, bridgeSent),
    answering(parts, link, heard$, end),
    sending(outbox, outbox.changed$, link, ({ topic }, fault) => {
      if (fault !== undefined) report(fault)
      if (topic !== topics.bridge || fault !== undefined) return
      state({ _tag: 'Online' })
      bridgeSent.next(undefined)
    }),
  )
}

/** Emits when the state of the link to Asterisk is known: before, `bridge` could not be told as the last one. */
const decided = ({ outbox, topics }: Parts): Observable<unknown> =>
  defer(() =>
    outbox.has(topics.link)
      ? of(undefined)
      : outbox.changed$.pipe(
          filter(() => outbox.has(topics.link)),
          take(1),
        ),
  )

/** The life on all links, one after the other. */
export const life = (parts: Parts, links$: Observable<LinksSignal>, reports: LifeReports): Observable<unknown> => {
  const { settings, topics, outbox, report } = parts
  const signal$ = links$.pipe(share())
  const heard$ = signal$.pipe(
    filter((signal) => signal._tag === 'Heard'),
    map(({ message }) => message),
  )
  const survey = [...statePatterns(topics), ...discoveryPatterns(settings)].filter((topic) => topic !== topics.info)
  let isFirst = true

  const greeted = (link: BrokerLink, found: Greeting): Observable<unknown> => {
    if (found.other !== undefined) {
      link.goodbye()
      reports.end({ _tag: 'NameTaken', server: settings.server, instance: found.other })
      return EMPTY
    }
    if (isFirst) {
      isFirst = false
      link.unsubscribe(survey)
      clearLeftovers(parts, found)
      reports.seed(found.kept.get(topics.calls))
    }
    return decided(parts).pipe(
      switchMap(() => {
        reports.current(link)
        return working(parts, link, heard$, reports)
      }),
    )
  }
  const linked = (link: BrokerLink): Observable<unknown> => {
    outbox.restart()
    reports.state({ _tag: 'Greeting' })
    const subscriptions = [...ownSubscriptions(parts), ...(isFirst ? survey.map(all) : [])]
    return greeting(link, heard$, subscriptions, parts, report).pipe(switchMap((found) => greeted(link, found)))
  }
  const live$ = signal$.pipe(
    filter(({ _tag }) => _tag !== 'Heard'),
    switchMap((signal) => {
      if (signal._tag === 'Up') return linked(signal.link)
      outbox.down()
      reports.current(undefined)
      if (signal._tag === 'GivenUp') reports.end(signal.fault)
      else if (signal._tag === 'Opening' || signal._tag === 'Waiting') reports.state(signal)
      return EMPTY
    }),
  )
  return merge(live$, asking(parts, heard$))
}
