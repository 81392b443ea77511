/** The event mask of a login, and the streams that it leaves without news. */
import { defer, type Observable } from 'rxjs'
import type { Failure } from '../failure.js'
import type { Settings } from '../options.js'
import type { AuthorizationClass } from '../protocol/permission.js'

/** Whether events of a class pass the mask. */
export const passes = (events: Settings['events'], wanted: AuthorizationClass): boolean =>
  events === 'on' || (events !== 'off' && events.includes(wanted))

/**
 * Tells, when a stream is subscribed for the first time, that the mask keeps out the class that it lives from: what it says may come
 * from a list, and never change.
 */
export const unmasked = (events: Settings['events'], report: (failure: Failure) => void) => {
  const told = new Set<string>()
  const tell = (stream: string, needs: AuthorizationClass): void => {
    if (told.has(stream)) return
    told.add(stream)
    report({ _tag: 'Masked', stream, needs })
  }
  return (stream: string, needs: AuthorizationClass) =>
    <A>(source$: Observable<A>): Observable<A> =>
      passes(events, needs)
        ? source$
        : defer(() => {
            tell(stream, needs)
            return source$
          })
}
