/** The present value first, then each later one. */
import * as O from 'fp-ts/lib/Option.js'
import { Observable } from 'rxjs'

/**
 * Emits the value that `read` gives at subscription, if there is one, and then what `later$` emits. `acquire` runs last, as it may cause
 * values at once; the function that it returns runs at the end.
 */
export const currentThen = <A>(
  read: () => O.Option<A>,
  later$: Observable<A>,
  acquire: () => () => void,
): Observable<A> =>
  new Observable((subscriber) => {
    const now = read()
    if (O.isSome(now)) subscriber.next(now.value)
    // the end of the subscriber is the end of this subscription too
    later$.subscribe(subscriber)
    return acquire()
  })
