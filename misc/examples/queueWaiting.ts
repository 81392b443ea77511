/** Shows the callers in a queue, in their order. Needs read class `agent`. */
import * as O from 'fp-ts/lib/Option.js'
import { distinctUntilChanged, filter, map, merge, mergeMap, type Subscription, tap, toArray } from 'rxjs'
import type { Asterisk } from '../../src/index.js' // in your program: 'rx-asterisk'
import type { QueueEntryEvent } from '../../src/catalog/index.js' // in your program: 'rx-asterisk/catalog'
import { asProgram } from './environment.js'

export interface Waiting {
  readonly position: number
  readonly number: string
  readonly channel: string
}

const isNamed = (name: string, given: O.Option<string>): boolean => O.isSome(given) && given.value === name

const orEmpty = O.getOrElse(() => '')

const waitingIn = ({ Position, CallerIDNum, Channel }: QueueEntryEvent): Waiting => ({
  position: O.getOrElse(() => 0)(Position),
  number: orEmpty(CallerIDNum),
  channel: orEmpty(Channel),
})

/** Requests the list when a caller comes or leaves, and at each new link. */
export const queueWaiting = (
  asterisk: Asterisk,
  queue: string,
  show: (waiting: readonly Waiting[]) => void,
): Subscription => {
  const changed$ = merge(
    // `Ready` is emitted again for each list that comes in: only its beginning counts
    asterisk.status$.pipe(
      map(({ _tag }) => _tag === 'Ready'),
      distinctUntilChanged(),
      filter((isReady) => isReady),
    ),
    asterisk.event('QueueCallerJoin', 'QueueCallerLeave').pipe(filter(({ Queue }) => isNamed(queue, Queue))),
  )
  const list = () =>
    asterisk.list({ Action: 'QueueStatus', Queue: queue }).pipe(
      // the list has the queue and its members too
      mergeMap((item) => (item.name === 'QueueEntry' ? [waitingIn(item)] : [])),
      toArray(),
      tap(show),
    )
  // `restart`: a list that is no longer current is useless
  return asterisk.logic(changed$, list, { overlap: 'restart' })
}

asProgram(import.meta.filename, (asterisk) =>
  queueWaiting(asterisk, 'support', (waiting) => {
    console.log(waiting.map(({ position, number }) => `${position}. ${number}`).join('\n') || 'nobody waits')
  }),
)
