/** The stream of `Ready`. */
import { filter, ignoreElements, merge, type Observable } from 'rxjs'
import type { Frame } from '../protocol/frame.js'
import type { Ready, Status } from './status.js'

const isReady = (status: Status): status is Ready => status._tag === 'Ready'

/** Subscribing to the frames opens the link; they also bring the failure and the end. */
export const ready$ = ({
  status$,
  frame$,
}: {
  readonly status$: Observable<Status>
  readonly frame$: Observable<Frame>
}): Observable<Ready> => merge(frame$.pipe(ignoreElements()), status$.pipe(filter(isReady)))
