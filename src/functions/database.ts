/** AstDB: Asterisk's own small database of family, key and value. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { catchError, map, type Observable, of, reduce, throwError, toArray } from 'rxjs'
import type { Exchanger } from '../request/request.js'
import { AmiError, type Failure, failureOf } from '../failure.js'
import { done, list, send } from './ask.js'

/** What `dbWrite` takes; booleans are stored as `1` and `0`, as smarthome.py does. */
export type DbValue = string | number | boolean

const NOT_FOUND = 'Database entry not found'
/** DBDel's word for the same, from 16.28, 18.14 and 20 on; older ones call it a success. */
const NOT_DELETED = 'Database entry could not be deleted'

interface Place {
  readonly Family: string
  readonly Key: string
}

/** `dnd/office` is family `dnd` and key `office`; further slashes belong to the key, as in the dialplan's `DB(a/b/c)`. */
export const placeOf = (path: string, action: string): E.Either<Failure, Place> => {
  const slash = path.indexOf('/')
  return slash > 0 && slash < path.length - 1
    ? E.right({ Family: path.slice(0, slash), Key: path.slice(slash + 1) })
    : E.left({ _tag: 'InvalidAction', action, why: 'a key is written family/key, such as dnd/office' })
}

const missing: O.Option<string> = O.none

const failing = (failure: Failure): Observable<never> => throwError(() => new AmiError(failure))

const inPlace = <A>(path: string, action: string, go: (place: Place) => Observable<A>): Observable<A> =>
  E.match(failing, go)(placeOf(path, action))

/** Takes a refusal with one of these texts for an answer. */
const unless =
  <A>(texts: readonly string[], answer: A) =>
  (source$: Observable<A>): Observable<A> =>
    source$.pipe(
      catchError((error: unknown) => {
        const failure = failureOf(error)
        return failure?._tag === 'Refused' && texts.includes(failure.message) ? of(answer) : throwError(() => error)
      }),
    )

/** The value at `family/key`; none when there is no such entry. */
export const dbRead =
  (exchange: Exchanger) =>
  (path: string): Observable<O.Option<string>> =>
    inPlace(path, 'DBGet', (place) =>
      list(exchange)({ Action: 'DBGet', ...place }).pipe(
        reduce((_, item) => O.fromNullable(item.get('Val')), missing),
        unless([NOT_FOUND], missing),
      ),
    )

/** Writes a value; one emission when Asterisk has stored it. */
export const dbWrite =
  (exchange: Exchanger) =>
  (path: string, value: DbValue): Observable<void> =>
    inPlace(path, 'DBPut', (place) =>
      send(exchange)({ Action: 'DBPut', ...place, Val: typeof value === 'boolean' ? Number(value) : value }).pipe(done),
    )

/** Deletes an entry; one that is not there counts as deleted. */
export const dbDelete =
  (exchange: Exchanger) =>
  (path: string): Observable<void> =>
    inPlace(path, 'DBDel', (place) =>
      send(exchange)({ Action: 'DBDel', ...place }).pipe(done, unless<void>([NOT_DELETED, NOT_FOUND], undefined)),
    )

/** Asterisk matches trees by SQL LIKE: its wildcards would reach beyond the family. */
const exactFamily = <A>(family: string, action: string, go: () => Observable<A>): Observable<A> => {
  const why = /[%_]/.test(family)
    ? '% and _ are wildcards in a tree; name one family exactly'
    : /^\/?$/.test(family)
      ? 'a tree needs a family'
      : undefined
  return why === undefined ? go() : failing({ _tag: 'InvalidAction', action, why })
}

/** All entries of a family, by key. */
export const dbTree =
  (exchange: Exchanger) =>
  (family: string): Observable<ReadonlyMap<string, string>> =>
    exactFamily(family, 'DBGetTree', () => {
      // LIKE ignores ASCII case: other families' entries come too
      const root = `/${family}/`
      return list(exchange)({ Action: 'DBGetTree', Family: family }).pipe(
        map((item) => [item.get('Key') ?? '', item.get('Val') ?? ''] as const),
        toArray(),
        unless<readonly (readonly [string, string])[]>([NOT_FOUND], []),
        map((pairs) => pairs.filter(([key]) => key.startsWith(root))),
        map((pairs) => new Map(pairs.map(([key, value]) => [key.slice(root.length), value]))),
      )
    })

/** Deletes a family with all its entries; one that is not there counts as deleted. Asterisk ignores ASCII case here. */
export const dbDeleteTree =
  (exchange: Exchanger) =>
  (family: string): Observable<void> =>
    exactFamily(family, 'DBDelTree', () =>
      send(exchange)({ Action: 'DBDelTree', Family: family }).pipe(done, unless<void>([NOT_FOUND], undefined)),
    )
