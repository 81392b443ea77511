/** Links to the broker in a row: opened, lost, waited for, opened again. */
import { concat, concatMap, defer, EMPTY, type Observable, of, repeat, takeWhile, timeout, timer } from 'rxjs'
import { type Backoff, delayAfter } from '../rx/backoff.js'
import { elapsed } from '../rx/clock.js'
import type { Broker, BrokerSignal, MqttMessage } from './broker.js'
import { type BrokerFault, isFinal } from './fault.js'

/** `Waiting`: the next link is tried after `delay` milliseconds. `GivenUp`: the next one would be refused too. */
export type LinksSignal =
  | BrokerSignal
  | { readonly _tag: 'Opening' }
  | { readonly _tag: 'Waiting'; readonly attempt: number; readonly delay: number; readonly fault: BrokerFault }
  | { readonly _tag: 'GivenUp'; readonly fault: BrokerFault }

/** The waits of an AMI link. */
const BACKOFF: Backoff = { min: 250, max: 30_000 }

/** A link that lasted this long counts as stable: the next failure begins with the shortest wait again. */
const STABLE = 30_000

/** Milliseconds for a link to open: mqtt.js may stay between closed and open for ever (its pull request 2052). */
const OPENING = 15_000

const down = (peer: string, why: string): BrokerSignal => ({ _tag: 'Down', fault: { _tag: 'BrokerLost', peer, why } })

/** One link, which ends with `Down` in any case. */
const oneLink = ({ peer, open }: Broker, will: MqttMessage): Observable<BrokerSignal> =>
  concat(
    open(will).pipe(timeout({ first: OPENING, with: () => of(down(peer, `no answer within ${OPENING / 1000} s`)) })),
    of(down(peer, 'the link ended')),
  ).pipe(takeWhile(({ _tag }) => _tag !== 'Down', true))

/**
 * The signals of all links, with a new link after each that ended, until it is unsubscribed.
 *
 *     links   o-u-h-h-d(w)---o-u--    o: Opening, u: Up, h: Heard, d: Down, w: Waiting
 *     links   o-d(g|)                 g: GivenUp, where the first login is refused
 *
 * A refusal after a first link may be a passing one: it is tried again at the longest interval.
 */
export const linksInARow = (broker: Broker, will: MqttMessage, random: () => number): Observable<LinksSignal> =>
  defer(() => {
    let [attempt, delay] = [0, 0]
    let [everUp, isOver] = [false, false]
    let upAt: number | undefined

    const afterDown = (fault: BrokerFault): LinksSignal => {
      if (upAt !== undefined && elapsed() - upAt >= STABLE) attempt = 0
      attempt += 1
      isOver = isFinal(fault) && !everUp
      if (isOver) return { _tag: 'GivenUp', fault }
      delay = isFinal(fault) ? BACKOFF.max : delayAfter(attempt, BACKOFF, random())
      return { _tag: 'Waiting', attempt, delay, fault }
    }
    const told = (signal: BrokerSignal): readonly LinksSignal[] => {
      if (signal._tag === 'Up') {
        everUp = true
        upAt = elapsed()
      }
      return signal._tag === 'Down' ? [signal, afterDown(signal.fault)] : [signal]
    }
    const opening: LinksSignal = { _tag: 'Opening' }
    const link$ = defer(() => {
      upAt = undefined
      return concat(of(opening), oneLink(broker, will).pipe(concatMap(told)))
    })
    return link$.pipe(repeat({ delay: () => (isOver ? EMPTY : timer(delay)) }))
  })
