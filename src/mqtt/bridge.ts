/** A bridge: one Asterisk, one broker, and everything that goes between them. */
import * as O from 'fp-ts/lib/Option.js'
import {
  asyncScheduler,
  BehaviorSubject,
  distinctUntilChanged,
  map,
  merge,
  type Observable,
  share,
  Subscription,
} from 'rxjs'
import { asFailure, type Asterisk } from '../index.js'
import type { Broker, BrokerLink, MqttMessage } from './broker.js'
import type { BridgeFault } from './fault.js'
import { life } from './life.js'
import { linksInARow } from './links.js'
import { partsOf, type Surroundings } from './parts.js'
import type { Filled } from './settings.js'
import type { BridgeStatus, BrokerState } from './status.js'
import { calls, telling } from './telling.js'

/** A bridge between an Asterisk and an MQTT broker. */
export interface MqttBridge {
  /** The status of both sides, the newest first. Never fails, completes at `close()`. */
  readonly status$: Observable<BridgeStatus>
  /** Faults that end nothing, but for the last one of a bridge that ended by itself. Completes at `close()`. */
  readonly fault$: Observable<BridgeFault>
  /** Opens both links, once. Unsubscribing ends the bridge, and the broker tells `offline`. */
  readonly start: () => Subscription
  /** Tells `offline`, and ends the link to the broker, within 600 ms. The Asterisk stays open: it is yours. Never rejects. */
  readonly close: () => Promise<void>
}

/** Milliseconds for the last message: `offline`. */
const FAREWELL = 500

const OFFLINE = (topic: string): MqttMessage => ({ topic, payload: 'offline', qos: 1, retain: true })

/** Sends `offline` as the last message; calls `done` when the broker has it, or after half a second. */
const farewell = (link: BrokerLink, topic: string, done: () => void): void => {
  const late = asyncScheduler.schedule(done, FAREWELL)
  link.publish(OFFLINE(topic), (fault) => {
    if (late.closed) return
    late.unsubscribe()
    if (fault === undefined) link.goodbye()
    done()
  })
}

const isLinkState = (text: string | undefined): text is 'online' | 'offline' => text === 'online' || text === 'offline'

/** A bridge with settings that are complete. */
export const bridgeOf = (
  asterisk: Asterisk,
  broker: Broker,
  settings: Filled,
  surroundings: Surroundings,
): MqttBridge => {
  const parts = partsOf(asterisk, settings, surroundings)
  const { outbox, topics, faults } = parts
  const book = calls(parts)
  const status$ = new BehaviorSubject<BridgeStatus>({ broker: { _tag: 'Idle' }, asterisk: 'unknown' })
  let current: BrokerLink | undefined
  const running = { work: new Subscription(), links: new Subscription() }
  let isStarted = false
  let closing: Promise<void> | undefined

  const state = (next: BrokerState): void => {
    status$.next({ ...status$.value, broker: next })
  }
  const end = (fault: BridgeFault): void => {
    stop()
    faults.next(fault)
    state({ _tag: 'Ended', fault: O.some(fault) })
  }
  const linkState$ = outbox.changed$.pipe(
    map(() => outbox.payload(topics.link)),
    distinctUntilChanged(),
  )
  const watchLink = (payload: string | undefined): void => {
    if (isLinkState(payload)) status$.next({ ...status$.value, asterisk: payload })
  }
  const links$ = linksInARow(broker, OFFLINE(topics.bridge), surroundings.random).pipe(share())
  const reports = {
    state,
    end,
    seed: book.seed,
    current: (link: BrokerLink | undefined): void => {
      current = link
    },
  }
  const error = (cause: unknown): void => {
    end({ _tag: 'AsteriskFault', failure: asFailure(cause) })
  }
  /** The work first, and then the links: no signal of a link is missed. */
  const run = (work: Subscription, links: Subscription): void => {
    work.add(linkState$.subscribe({ next: watchLink, error }))
    work.add(merge(telling(parts, book), life(parts, links$, reports)).subscribe({ error }))
    if (!work.closed) links.add(links$.subscribe({ error }))
  }
  const stop = (): void => {
    running.links.unsubscribe()
    running.work.unsubscribe()
  }
  const closeNow = (): Promise<void> =>
    new Promise((resolve) => {
      const done = (): void => {
        stop()
        if (status$.value.broker._tag !== 'Ended') state({ _tag: 'Ended', fault: O.none })
        status$.complete()
        faults.complete()
        resolve()
      }
      const link = running.work.closed ? undefined : current
      running.work.unsubscribe()
      if (link === undefined) done()
      else farewell(link, topics.bridge, done)
    })

  return {
    status$: status$.asObservable(),
    fault$: faults.stream$,
    start: () => {
      if (closing !== undefined || isStarted) return Subscription.EMPTY
      isStarted = true
      run(running.work, running.links)
      return new Subscription(stop)
    },
    close: () => (closing ??= closeNow()),
  }
}
