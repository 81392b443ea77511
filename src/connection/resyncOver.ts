/** Asks the questions of models on a connection that has no asker of its own. */
import { type Observable, Subscription } from 'rxjs'
import { asFailure, type FailureReporter } from '../failure.js'
import type { Asker } from '../model/model.js'
import { RESYNCABLE } from '../model/rows.js'
import type { Ask } from '../request/request.js'
import { RefCount } from '../rx/refCount.js'
import { Resync } from './resync.js'
import type { Status } from './status.js'

/** Asks at each `Ready` of the status, while any question is needed. */
export const resyncOver = ({
  status$,
  ask,
  report,
}: {
  readonly status$: Observable<Status>
  readonly ask: Ask
  readonly report: FailureReporter
}): Asker => {
  const resync = new Resync(RESYNCABLE, ask, report, () => undefined)
  const following = new RefCount((): Subscription => {
    let isReady = false
    const follow = ({ _tag }: Status): void => {
      const wasReady = isReady
      isReady = _tag === 'Ready'
      if (isReady === wasReady) return
      if (!isReady) {
        resync.away()
        return
      }
      resync.begin()
      resync.ready()
    }
    const subscription = status$.subscribe({
      next: follow,
      error: (error: unknown) => {
        report(asFailure(error))
      },
    })
    return new Subscription(() => {
      subscription.unsubscribe()
      resync.away()
    })
  })
  return {
    need: (row, query) => {
      const release = resync.need(row, query)
      const unfollow = following.acquire()
      return () => {
        release()
        unfollow()
      }
    },
    again: (row, query) => {
      resync.again(row, query)
    },
  }
}
