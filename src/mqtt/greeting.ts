/** The beginning of a link: hears what the broker has kept, and whether another bridge runs under the same name. */
import * as t from 'io-ts'
import {
  filter,
  ignoreElements,
  map,
  merge,
  Observable,
  of,
  race,
  scan,
  shareReplay,
  startWith,
  switchMap,
  take,
  tap,
  timer,
} from 'rxjs'
import type { BrokerLink, MqttHeard, MqttFilter } from './broker.js'
import type { BridgeFault } from './fault.js'
import { jsonOrNothing } from './jsonText.js'
import type { Topics } from './topics.js'

/** The findings of a greeting. */
export interface Greeting {
  /** The retained messages that came. */
  readonly kept: ReadonlyMap<string, string>
  /** The other bridge that runs under this name. */
  readonly other: string | undefined
}

/** Milliseconds until a message of our own must have come back. */
export const RETURNING = 5000

/** Milliseconds in which a bridge that runs answers a greeting. */
const ANSWERING = 2000

const Info = t.type({ instance: t.string })

/** The instance that `info` names; undefined for any other text. */
export const instanceIn = (payload: string): string | undefined => {
  const info = Info.decode(jsonOrNothing(payload))
  return info._tag === 'Right' ? info.right.instance : undefined
}

interface Found extends Greeting {
  readonly isBack: boolean
}

const NOTHING: Found = { kept: new Map(), other: undefined, isBack: false }

/** One more message. Only what is alive answers: a retained `info` may be that of a bridge that is gone. */
const foundAfter =
  ({ hello, info }: Topics, instance: string) =>
  (found: Found, { topic, payload, retained }: MqttHeard): Found => {
    if (retained) return { ...found, kept: new Map([...found.kept, [topic, payload]]) }
    if (topic === hello && payload === instance) return { ...found, isBack: true }
    const from = topic === info ? instanceIn(payload) : undefined
    return from === undefined || from === instance ? found : { ...found, other: from }
  }

/** True where the kept messages say that another bridge is online: it may be gone, and then it does not answer. */
const isDoubtful = ({ bridge, info }: Topics, instance: string, { kept, other }: Found): boolean => {
  const from = instanceIn(kept.get(info) ?? '')
  return other === undefined && kept.get(bridge) === 'online' && from !== undefined && from !== instance
}

/** Subscribes, then sends `hello`, which comes back after everything that the broker has kept. */
const asked = (
  link: BrokerLink,
  topics: readonly MqttFilter[],
  hello: { readonly topic: string; readonly instance: string },
  report: (fault: BridgeFault) => void,
): Observable<never> =>
  new Observable(() => {
    const reported = (fault?: BridgeFault): void => {
      if (fault !== undefined) report(fault)
    }
    link.subscribe(topics, (fault) => {
      reported(fault)
      link.publish({ topic: hello.topic, payload: hello.instance, qos: 1, retain: false }, reported)
    })
  })

/** Emits the findings once: after our own `hello` came back, or after 5 s; then 2 s more where another bridge may be online. */
export const greeting = (
  link: BrokerLink,
  heard$: Observable<MqttHeard>,
  subscriptions: readonly MqttFilter[],
  { topics, instance }: { readonly topics: Topics; readonly instance: string },
  report: (fault: BridgeFault) => void,
): Observable<Greeting> => {
  const asked$ = asked(link, subscriptions, { topic: topics.hello, instance }, report)
  const found$ = merge(heard$, asked$).pipe(
    scan(foundAfter(topics, instance), NOTHING),
    startWith(NOTHING),
    shareReplay({ bufferSize: 1, refCount: true }),
  )
  const other$ = found$.pipe(filter(({ other }) => other !== undefined))
  const late$ = timer(RETURNING).pipe(
    tap(() => {
      report({ _tag: 'NotReturned', topic: topics.hello })
    }),
    switchMap(() => found$),
  )
  const settled$ = race(merge(found$.pipe(filter(({ isBack }) => isBack)), other$), late$).pipe(
    take(1),
    switchMap((found) =>
      isDoubtful(topics, instance, found) ? race(other$, timer(ANSWERING).pipe(map(() => found))) : of(found),
    ),
  )
  return merge(found$.pipe(ignoreElements()), settled$).pipe(take(1))
}
