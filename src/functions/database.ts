/** AstDB: the small database of Asterisk, with family, key and value. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { catchError, map, mergeMap, type Observable, of, reduce, throwError, toArray } from 'rxjs'
import type { Ask } from '../request/request.js'
import { AmiError, type Failure, failureOf } from '../failure.js'
import { done, list, send } from './ask.js'

/** A value for `dbWrite`; booleans are stored as `1` and `0`, as smarthome.py does. */
export type DbValue = string | number | boolean

const NOT_FOUND = 'Database entry not found'
/** The text of DBDel for the same case, from 16.28, 18.14 and 20 on; older versions answer with success. */
const NOT_DELETED = 'Database entry could not be deleted'

interface DbKey {
  readonly Family: string
  readonly Key: string
}

/** A JavaScript program has no types. */
const isText = (value: unknown): value is string => typeof value === 'string'

/** `dnd/office` is family `dnd` and key `office`; further slashes belong to the key, as in the dialplan's `DB(a/b/c)`. */
export const dbKeyOf = (path: string, action: string): E.Either<Failure, DbKey> => {
  const slash = isText(path) ? path.indexOf('/') : 0
  return slash > 0 && slash < path.length - 1
    ? E.right({ Family: path.slice(0, slash), Key: path.slice(slash + 1) })
    : E.left({ _tag: 'InvalidAction', action, why: 'a key is written family/key, such as dnd/office' })
}

const missing: O.Option<string> = O.none

const failing = (failure: Failure): Observable<never> => throwError(() => new AmiError(failure))

const atKey = <A>(path: string, action: string, go: (key: DbKey) => Observable<A>): Observable<A> =>
  E.match(failing, go)(dbKeyOf(path, action))

/** Turns a refusal with one of these texts into an answer. */
const unless =
  <A>(texts: readonly string[], answer: A) =>
  (source$: Observable<A>): Observable<A> =>
    source$.pipe(
      catchError((error: unknown) => {
        const failure = failureOf(error)
        return failure?._tag === 'Refused' && texts.includes(failure.message) ? of(answer) : throwError(() => error)
      }),
    )

/** Reads the value at `family/key`. */
export const dbRead = (ask: Ask) => {
  const found = (path: string): Observable<O.Option<string>> =>
    atKey(path, 'DBGet', (key) =>
      list(ask)({ Action: 'DBGet', ...key }).pipe(
        reduce((_, item) => O.fromNullable(item.get('Val')), missing),
        unless([NOT_FOUND], missing),
      ),
    )
  function read(path: string): Observable<O.Option<string>>
  function read(path: string, otherwise: string): Observable<string>
  function read(path: string, otherwise?: string): Observable<O.Option<string> | string> {
    return otherwise === undefined ? found(path) : found(path).pipe(map(O.getOrElse(() => otherwise)))
  }
  return read
}

/** The value at `family/key`. An entry that does not exist: none, or the second argument. */
export type DbRead = ReturnType<typeof dbRead>

/** The text of a value. A value of another kind has none: left out of the action, or written as `[object Object]`, it would be stored. */
const storable = (value: DbValue): E.Either<Failure, string | number> => {
  if (typeof value === 'boolean') return E.right(Number(value))
  return isText(value) || Number.isFinite(value)
    ? E.right(value)
    : E.left({ _tag: 'InvalidAction', action: 'DBPut', why: 'a value must be a text, a finite number or a boolean' })
}

/** Writes a value; emits once when Asterisk has stored it. */
export const dbWrite =
  (ask: Ask) =>
  (path: string, value: DbValue): Observable<void> =>
    atKey(path, 'DBPut', (key) =>
      E.match(failing, (Val: string | number) => send(ask)({ Action: 'DBPut', ...key, Val }).pipe(done))(
        storable(value),
      ),
    )

/** Deletes an entry; a missing entry counts as deleted. */
export const dbDelete =
  (ask: Ask) =>
  (path: string): Observable<void> =>
    atKey(path, 'DBDel', (key) =>
      send(ask)({ Action: 'DBDel', ...key }).pipe(done, unless<void>([NOT_DELETED, NOT_FOUND], undefined)),
    )

/** Refuses what names no family. Asterisk takes an empty family for the whole database. */
const withFamily = <A>(family: string, action: string, go: () => Observable<A>): Observable<A> =>
  isText(family) && !/^\/?$/.test(family)
    ? go()
    : failing({ _tag: 'InvalidAction', action, why: 'a tree needs a family' })

/** The entries of exactly this family, by key. Asterisk finds more: it searches by SQL LIKE, with `%` and `_`, and in any case of ASCII letters. */
const entries = (ask: Ask, family: string): Observable<ReadonlyMap<string, string>> => {
  const root = `/${family}/`
  return list(ask)({ Action: 'DBGetTree', Family: family }).pipe(
    map((item) => [item.get('Key') ?? '', item.get('Val') ?? ''] as const),
    toArray(),
    unless<readonly (readonly [string, string])[]>([NOT_FOUND], []),
    map((pairs) => pairs.filter(([key]) => key.startsWith(root))),
    map((pairs) => new Map(pairs.map(([key, value]) => [key.slice(root.length), value]))),
  )
}

/** All entries of a family, by key. */
export const dbTree =
  (ask: Ask) =>
  (family: string): Observable<ReadonlyMap<string, string>> =>
    withFamily(family, 'DBGetTree', () => entries(ask, family))

/** Deletes the entries of exactly this family, one by one. `DBDelTree` would take `%` and `_` as wildcards, and knows no escape for them. */
const deleteEntries = (ask: Ask, family: string): Observable<void> =>
  entries(ask, family).pipe(
    mergeMap((found) => [...found.keys()]),
    mergeMap((key) => dbDelete(ask)(`${family}/${key}`)),
    reduce((): void => undefined, undefined),
  )

/**
 * Deletes a family with all its entries; a missing family counts as deleted. Asterisk ignores ASCII case here. A family with `%` or `_` is
 * listed, and its entries are deleted one by one.
 */
export const dbDeleteTree =
  (ask: Ask) =>
  (family: string): Observable<void> =>
    withFamily(family, 'DBDelTree', () =>
      /[%_]/.test(family)
        ? deleteEntries(ask, family)
        : send(ask)({ Action: 'DBDelTree', Family: family }).pipe(done, unless<void>([NOT_FOUND], undefined)),
    )
