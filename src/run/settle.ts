/** The failure of an action as a fault, an Either or a TaskEither. */
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
import { asFailure, type Failure, failureOf, type FailureReporter } from '../failure.js'

/** Runs an action whose value nobody needs; a failure goes to `report`. */
export const perform =
  (report: FailureReporter) =>
  (action$: Observable<unknown>): Subscription =>
    action$.subscribe({
      error: (error: unknown) => {
        report(asFailure(error))
      },
    })

/**
 * Turns the error channel into values: a `Right` for each value, and a last `Left` for the failure.
 *
 *     action$                 -a-#
 *     action$ | attempt()     -R-(L|)
 *
 * Errors that are no `AmiError` pass through: such errors are mistakes in a program, not failures of a phone system.
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
 * The first value of an action as a TaskEither of fp-ts. Each run subscribes to the action.
 *
 * Left: the failure, also for an action that ended without a value because the connection was closed. The promise rejects with errors that
 * are no `AmiError`.
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
      defaultValue: E.left<Failure, A>({ _tag: 'LinkLost', why: 'the action ended without a value' }),
    })
