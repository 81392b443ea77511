/** The mark of a public stream. */
import type { Observable } from 'rxjs'

/** The stream of a member of `Streams`, by name: a connection learns of each subscription, and reports a class that is masked. */
export type Watched = <A>(member: string, source$: Observable<A>) => Observable<A>
