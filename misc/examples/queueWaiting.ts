/** Shows the callers in a queue, in their order. Needs read class `agent`. */
import { filter, map, merge, type Subscription, tap, toArray } from 'rxjs'
import type { Asterisk } from '../../src/index.js' // in your program: 'rx-asterisk'
import { asProgram } from './environment.js'

export interface Waiting {
  readonly position: number
  readonly number: string
  readonly channel: string
}

/** Requests the list when a caller comes or leaves, and at each new link. */
export const queueWaiting = (
  asterisk: Asterisk,
  queue: string,
  show: (waiting: readonly Waiting[]) => void,
): Subscription => {
  const changed$ = merge(
    asterisk.status$.pipe(filter(({ _tag }) => _tag === 'Ready')),
    asterisk.event('QueueCallerJoin', 'QueueCallerLeave').pipe(filter(({ frame }) => frame.get('Queue') === queue)),
  )
  const list = () =>
    asterisk.list({ Action: 'QueueStatus', Queue: queue }).pipe(
      filter(({ name }) => name === 'QueueEntry'), // the list has the queue and its members too
      map(({ frame }) => ({
        position: Number(frame.get('Position')),
        number: frame.get('CallerIDNum') ?? '',
        channel: frame.get('Channel') ?? '',
      })),
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
