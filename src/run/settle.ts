/** What becomes of an action's failure: a fault that nobody waits for, an Either, a TaskEither. */
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import {
  catchError,
  firstValueFrom,
  map,
  type Observable,
  of,
  type OperatorFunction,
  pipe,
  type Subscription,
  throwError,
} from 'rxjs'
import { type Failure, failureOf } from '../failure.js'

/** Runs an action that nobody waits for; a failure goes to `report`. */
export const perform =
  (report: (failure: Failure) => void) =>
  (action$: Observable<unknown>): Subscription =>
    action$.subscribe({
      error: (error: unknown) => {
        report(
          failureOf(error) ?? {
            _tag: 'HandlerFailed',
            why: error instanceof Error ? error.message : String(error),
            cause: error,
          },
        )
      },
    })

/**
 * Turns the error channel into values: `Right` for what came, one last `Left` for the failure.
 *
 *     action$                 -a-#
 *     action$ | attempt()     -R-(L|)
 *
 * Errors that are no `AmiError` pass through: they are mistakes in a program, not failures of a phone system.
 *
 * @example
 * import { attempt, connect } from 'rx-asterisk'
 *
 * connect({ username: 'admin', password: 'secret' }).dbRead('dnd/office').pipe(attempt()).subscribe(console.log)
 */
export const attempt = <A>(): OperatorFunction<A, E.Either<Failure, A>> =>
  pipe(
    map((value: A): E.Either<Failure, A> => E.right(value)),
    catchError((error: unknown) => {
      const failure = failureOf(error)
      return failure === undefined ? throwError(() => error) : of(E.left(failure))
    }),
  )

/**
 * The first value of an action as fp-ts's TaskEither, which subscribes each time it is run.
 *
 * Left: the failure, also when the action ended without a value because the connection was closed. Rejects only with errors that are no
 * `AmiError`.
 *
 * @example
 * import { connect, toTaskEither } from 'rx-asterisk'
 *
 * const read = toTaskEither(connect({ username: 'admin', password: 'secret' }).dbRead('dnd/office'))
 * void read().then(console.log)
 */
export const toTaskEither =
  <A>(action$: Observable<A>): TaskEither<Failure, A> =>
  () =>
    firstValueFrom(action$.pipe(attempt<A>()), {
      defaultValue: E.left<Failure, A>({ _tag: 'LinkLost', why: 'it ended without a value' }),
    })
