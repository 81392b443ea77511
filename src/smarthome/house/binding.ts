/** Bindings of items: devices and mailboxes set items, items are written to the AstDB. */
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
import { AmiError, type Asterisk, type DbValue, failureOf } from '../../index.js'

/** Keeps the last value of a connection whose login Asterisk refused; the other connections go on. */
const keepWhenRefused = <A>(): OperatorFunction<A, A> => catchError(() => NEVER)

/**
 * The error handler of streams that fail only when Asterisk refuses a login. The house reports this failure once, from the status of the
 * connection.
 */
export const ignoreRefusal = (): void => undefined

/** True as soon as one value is true; false when all are known to be false; undefined until then. */
const anyTrue = (known: readonly (boolean | undefined)[]): boolean | undefined =>
  known.includes(true) ? true : known.includes(undefined) ? undefined : false

/** Emits true while one of the devices has a call, on any of the connections. */
export const anyBusy = (
  connections: readonly Pick<Asterisk, 'device'>[],
  devices: readonly string[],
): Observable<boolean> => {
  const each$ = connections.flatMap(({ device }) =>
    devices.map((name) => device(name).pipe(keepWhenRefused(), startWith(undefined))),
  )
  return combineLatest(each$).pipe(
    map(anyTrue),
    filter((value) => value !== undefined),
    distinctUntilChanged(),
  )
}

/** The number of new messages in all of these mailboxes. Urgent ones count as new, like in MessageWaiting. */
export const newMessages = (
  connections: readonly Pick<Asterisk, 'mailbox'>[],
  mailboxes: readonly string[],
): Observable<number> => {
  const each$ = connections.flatMap(({ mailbox }) =>
    mailboxes.map((name) =>
      mailbox(name).pipe(
        map((count) => count.new + O.getOrElse(() => 0)(count.urgent)),
        keepWhenRefused(),
      ),
    ),
  )
  return combineLatest(each$).pipe(
    map((counts) => counts.reduce((sum, count) => sum + count, 0)),
    distinctUntilChanged(),
  )
}

/** The JSON of a value; undefined for a value that has none: a symbol, a circular object, a getter that throws. */
const jsonOf = (value: unknown): string | undefined => {
  try {
    const text: unknown = JSON.stringify(value)
    return typeof text === 'string' ? text : undefined
  } catch {
    return undefined
  }
}

/** A value in its form for the AstDB: booleans as 1 and 0, lists and objects as JSON. */
const databaseValue = (value: unknown): DbValue => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  const text = jsonOf(value)
  if (text === undefined)
    throw new AmiError({ _tag: 'InvalidAction', action: 'DBPut', why: 'the value of the item has no JSON' })
  return text
}

/** True for a failure after which a second write does no harm: the value was never stored, or is stored again unchanged. */
const canRetry = (error: unknown): boolean => {
  const tag = failureOf(error)?._tag
  return tag === 'NotSent' || tag === 'FateUnknown'
}

/**
 * Writes a value as soon as there is a link, and again if the link breaks meanwhile. Nothing is written before `Ready`: a value that was
 * replaced by a newer one until then is never written. Fails when Asterisk refuses the write.
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
    retry({ delay: (error: unknown) => (canRetry(error) ? [true] : throwError(() => error)) }),
  )
