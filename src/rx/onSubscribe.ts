/** Runs a function at each subscription. */
import { defer, type Observable } from 'rxjs'

export const onSubscribe = <A>(run: () => void, source$: Observable<A>): Observable<A> =>
  defer(() => {
    run()
    return source$
  })
