/** Visits to a broker without a bridge: what it has kept of a server, and the end of that. */
import * as E from 'fp-ts/lib/Either.js'
import {
  concatMap,
  debounceTime,
  defer,
  filter,
  from,
  map,
  merge,
  Observable,
  of,
  share,
  Subject,
  switchMap,
  take,
  tap,
  timeout,
  toArray,
} from 'rxjs'
import type { Broker, BrokerLink, BrokerSignal, MqttFilter } from './broker.js'
import type { BridgeFault } from './fault.js'
import { instanceIn } from './greeting.js'
import { entrances } from './incoming.js'
import { discoveryPatterns, ownIn, statePatterns } from './leftovers.js'
import { type Filled, filled, type MqttSettings } from './settings.js'
import { type Topics, topicsOf } from './topics.js'

/** The findings of a visit. */
export interface BrokerSurvey {
  /** The retained messages of this server, by topic; `bridge` is `online` while a bridge runs. */
  readonly kept: ReadonlyMap<string, string>
  /** The topics that this login may not hear, as far as the broker tells. */
  readonly refused: readonly BridgeFault[]
}

/** Milliseconds without a message: the broker has sent everything. */
const SILENCE = 500

/** Milliseconds for a link. */
const OPENING = 15_000

const will = ({ bridge }: Topics) => ({ topic: bridge, payload: 'offline', qos: 1, retain: true }) as const

/** Everything that a bridge of these settings would hear, and all that a server keeps. */
const filters = (settings: Filled, topics: Topics): readonly MqttFilter[] => [
  ...[topics.bridge, topics.link, ...statePatterns(topics), ...discoveryPatterns(settings)].map(
    (topic): MqttFilter => ({ topic, wants: 'all' }),
  ),
  ...[...entrances(settings, topics).keys()].map((topic): MqttFilter => ({ topic, wants: 'fresh' })),
]

const nobody = (peer: string): BrokerSignal => ({
  _tag: 'Down',
  fault: { _tag: 'BrokerLost', peer, why: `no answer within ${OPENING / 1000} s` },
})

/** One link, on which `use` works when everything that is kept has come. Left: there was no link, or it was lost. */
const visiting = <A>(
  { peer, open }: Broker,
  settings: Filled,
  use: (survey: BrokerSurvey, link: BrokerLink) => Observable<A>,
): Observable<E.Either<BridgeFault, A>> =>
  defer(() => {
    const topics = topicsOf(settings.server)
    const kept = new Map<string, string>()
    const refused: BridgeFault[] = []
    const answered = new Subject<undefined>()
    const signal$ = open(will(topics)).pipe(
      timeout({ first: OPENING, with: () => of(nobody(peer)) }),
      tap((signal) => {
        if (signal._tag === 'Heard' && signal.message.retained) kept.set(signal.message.topic, signal.message.payload)
      }),
      share(),
    )
    const work = (link: BrokerLink): Observable<A> => {
      // a visit is no bridge: its end must not be told
      link.goodbye()
      link.subscribe(filters(settings, topics), (fault) => {
        if (fault !== undefined) refused.push(fault)
        answered.next(undefined)
      })
      return merge(answered, signal$).pipe(
        debounceTime(SILENCE),
        take(1),
        switchMap(() => {
          const own = ownIn(settings, topics, kept)
          return use({ kept: new Map([...kept].filter(([topic]) => own.includes(topic))), refused }, link)
        }),
      )
    }
    const up$ = signal$.pipe(
      filter((signal) => signal._tag === 'Up'),
      switchMap(({ link }) => work(link)),
      map((found) => E.right<BridgeFault, A>(found)),
    )
    const down$ = signal$.pipe(
      filter((signal) => signal._tag === 'Down'),
      map(({ fault }) => E.left<BridgeFault, A>(fault)),
    )
    return merge(up$, down$).pipe(take(1))
  })

/**
 * Looks at a broker, and publishes nothing: the retained messages of a server, and the topics that may not be heard. Emits once.
 *
 * @example
 * import { mqttBroker, mqttSurvey } from 'rx-asterisk/mqtt'
 *
 * mqttSurvey(mqttBroker({ url: 'mqtt://localhost' }), { server: 'house' }).subscribe((found) => {
 *   if (found._tag === 'Right') console.log([...found.right.kept.keys()])
 * })
 */
export const mqttSurvey = (broker: Broker, settings: MqttSettings): Observable<E.Either<BridgeFault, BrokerSurvey>> =>
  visiting(broker, filled(settings), (survey) => of(survey))

const cleared = (link: BrokerLink, topics: readonly string[]): Observable<readonly string[]> =>
  from(topics).pipe(
    concatMap(
      (topic) =>
        new Observable<string>((subscriber) => {
          link.publish({ topic, payload: '', qos: 1, retain: true }, () => {
            subscriber.next(topic)
            subscriber.complete()
          })
        }),
    ),
    toArray(),
  )

/**
 * Removes everything that a server has left at a broker: its devices in Home Assistant, and its values. Emits the topics once. No bridge may
 * run under this name: it is `NameTaken` then, and nothing is removed.
 *
 * @example
 * import { mqttBroker, mqttForget } from 'rx-asterisk/mqtt'
 *
 * mqttForget(mqttBroker({ url: 'mqtt://localhost' }), { server: 'house' }).subscribe(console.log)
 */
export const mqttForget = (
  broker: Broker,
  settings: MqttSettings,
): Observable<E.Either<BridgeFault, readonly string[]>> => {
  const all = filled(settings)
  const { bridge, info } = topicsOf(all.server)
  const taken = (kept: BrokerSurvey['kept']): BridgeFault => ({
    _tag: 'NameTaken',
    server: all.server,
    instance: instanceIn(kept.get(info) ?? '') ?? 'unknown',
  })
  const forgotten = ({ kept }: BrokerSurvey, link: BrokerLink): Observable<E.Either<BridgeFault, readonly string[]>> =>
    kept.get(bridge) === 'online' ? of(E.left(taken(kept))) : cleared(link, [...kept.keys()]).pipe(map(E.right))
  return visiting(broker, all, forgotten).pipe(map(E.flatten))
}
