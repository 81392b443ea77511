/** What an item follows, and what follows it: devices and mailboxes into items, items into the AstDB. */
import * as O from 'fp-ts/lib/Option.js'
import {
  catchError,
  combineLatest,
  distinctUntilChanged,
  filter,
  map,
  NEVER,
  type Observable,
  type OperatorFunction,
  retry,
  startWith,
  switchMap,
  take,
  throwError,
} from 'rxjs'
import type { Asterisk } from '../../asterisk.js'
import { failureOf } from '../../failure.js'
import type { DbValue } from '../../functions/database.js'

/** Asterisk refused the login of one connection: the others go on, and what this one last told holds. */
const untilRefused = <A>(): OperatorFunction<A, A> => catchError(() => NEVER)

/**
 * The error handler of streams that cannot fail, and of those that fail all at once when Asterisk refuses a login: the house tells of that
 * once, by the connection's status.
 */
export const neverFails = (): void => undefined

/** True as soon as one is true; false when all are known to be false; unknown is not false. */
const anyTrue = (known: readonly (boolean | undefined)[]): boolean | undefined =>
  known.includes(true) ? true : known.includes(undefined) ? undefined : false

/** Whether one of several devices has a call, on one of several connections. */
export const busy = (
  connections: readonly Pick<Asterisk, 'device'>[],
  devices: readonly string[],
): Observable<boolean> => {
  const each$ = connections.flatMap(({ device }) =>
    devices.map((name) => device(name).pipe(untilRefused(), startWith(undefined))),
  )
  return combineLatest(each$).pipe(
    map(anyTrue),
    filter((value) => value !== undefined),
    distinctUntilChanged(),
  )
}

/** New messages in all of these mailboxes, urgent ones among them, as MessageWaiting counts them. */
export const newMessages = (
  connections: readonly Pick<Asterisk, 'mailbox'>[],
  mailboxes: readonly string[],
): Observable<number> => {
  const each$ = connections.flatMap(({ mailbox }) =>
    mailboxes.map((name) =>
      mailbox(name).pipe(
        map((count) => count.new + O.getOrElse(() => 0)(count.urgent)),
        untilRefused(),
      ),
    ),
  )
  return combineLatest(each$).pipe(
    map((counts) => counts.reduce((sum, count) => sum + count, 0)),
    distinctUntilChanged(),
  )
}

/** As the AstDB keeps it: booleans as 1 and 0, lists and objects as JSON. */
const databaseValue = (value: unknown): DbValue =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : JSON.stringify(value)

/** Nothing of it is lost by writing again: it was never stored, or the same value is stored once more. */
const worthAnotherTry = (error: unknown): boolean => {
  const tag = failureOf(error)?._tag
  return tag === 'NotSent' || tag === 'FateUnknown'
}

/**
 * Writes a value when there is a link, and again when the link broke meanwhile: nothing is written before `Ready`, so a newer value that
 * takes this one's place leaves nothing behind. Fails when Asterisk refuses it.
 */
export const writeWhenReady = (
  { status$, dbWrite }: Pick<Asterisk, 'status$' | 'dbWrite'>,
  key: string,
  value: unknown,
): Observable<void> =>
  status$.pipe(
    filter(({ _tag }) => _tag === 'Ready'),
    take(1),
    switchMap(() => dbWrite(key, databaseValue(value))),
    retry({ delay: (error: unknown) => (worthAnotherTry(error) ? [true] : throwError(() => error)) }),
  )
