/** A phone that a command rings: its name, and the moment from which it rings. */
import { connect, endWith, filter, ignoreElements, merge, type Observable, take, takeUntil, tap } from 'rxjs'
import type { Asterisk, Call } from '../../index.js'

/** `200` is `PJSIP/200`. */
export const phone = (name: string): string => (name.includes('/') ? name : `PJSIP/${name}`)

const isAccepted = ({
  response,
  text: said,
}: {
  readonly response?: string | undefined
  readonly text: string
}): boolean => response === 'Success' && said.includes('Originate successfully queued')

/** Runs `accepted` when Asterisk has accepted the first action of a call. */
export const whenAccepted = (
  { frame$ }: Pick<Asterisk, 'frame$'>,
  call$: Observable<Call>,
  accepted: () => void,
): Observable<Call> =>
  call$.pipe(
    connect((shared$) => {
      const over$ = shared$.pipe(ignoreElements(), endWith(undefined))
      const accepted$ = frame$.pipe(filter(isAccepted), take(1), tap(accepted), ignoreElements(), takeUntil(over$))
      return merge(accepted$, shared$)
    }),
  )
