/** The streams of queues. */
import * as O from 'fp-ts/lib/Option.js'
import { concatMap, defer, distinctUntilChanged, filter, map, type Observable } from 'rxjs'
import type { Engine } from '../model/engine.js'
import { NO_PARENT } from '../model/neighbours.js'
import type { Queue } from '../model/queues/queue.js'
import type { QueueCallChange } from '../model/queues/queueCall.js'
import { QUEUE_CALLS, QUEUES } from '../model/queues/queues.js'
import { once } from '../rx/once.js'
import type { Watched } from './watched.js'

/** The streams of queues: all of one queue, all queues, and the way of each caller. */
export interface QueueStreams {
  /**
   * A queue: who waits, its members and counters. None where Asterisk has no queue of that name. The present value first, once it is known;
   * the last one stays during an outage.
   */
  readonly queue: (name: string) => Observable<O.Option<Queue>>
  /** All queues, by name: one map that changes, emitted at each change. */
  readonly queue$: Observable<ReadonlyMap<string, Queue>>
  /** The steps of each caller of a queue: `Joined` for the present ones first. Each caller has one `Joined` and one `Left`. */
  readonly queueCall: (name: string) => Observable<QueueCallChange>
}

/** The rows are made at their first use, so that a connection without queues costs nothing. */
export const queueStreams = (models: Engine, watched: Watched): QueueStreams => {
  const queues = once(() => models.add(QUEUES, NO_PARENT))
  const calls = once(() => models.add(QUEUE_CALLS, NO_PARENT))
  return {
    queue: (name) => watched('queue', defer(() => queues().at(name)).pipe(distinctUntilChanged(), map(O.fromNullable))),
    queue$: watched(
      'queue$',
      defer(() => {
        const { all$, fold } = { all$: queues().all$, fold: () => queues().fold() }
        return all$.pipe(
          filter(() => fold().knowsAll),
          map(() => fold().values()),
        )
      }),
    ),
    queueCall: (name) =>
      watched(
        'queueCall',
        defer(() => calls().at(name)).pipe(
          distinctUntilChanged(),
          concatMap(({ changes, standing }, index) => (index === 0 ? standing() : changes)),
        ),
      ),
  }
}
