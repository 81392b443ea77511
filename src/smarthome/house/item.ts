/** An item: a value of one type, with the origin and the time of its last change. A fold over updates. */
import * as E from 'fp-ts/lib/Either.js'
import { asyncScheduler, defer, type Observable, startWith } from 'rxjs'
import { Hub } from '../../rx/hub.js'
import { castOf, initialOf, type ItemValues, sameValue } from '../config/cast.js'
import type { ItemSettings, ItemType, SettingValue } from '../config/settings.js'

/** The origin of a value. `by` is 'Logic' by default, and 'Asterisk' for values from there. */
export interface ItemOrigin {
  readonly by?: string
  readonly source?: string | null
  readonly dest?: string | null
}

/** The state of an item at one moment. Times are epoch milliseconds of the scheduler. */
export interface ItemState<A = unknown> {
  readonly path: string
  readonly value: A
  /** The value before the last change. */
  readonly previous: A
  /** The time of the last change; the start of the house before any change. */
  readonly changedAt: number
  /** The time when the previous value was set. */
  readonly previousAt: number
  /** The time of the last update, with the same value or another. */
  readonly updatedAt: number
  /** The origin of the last update; '' before any. */
  readonly by: string
  readonly source: string | null
  readonly dest: string | null
}

/**
 * A value with a name, like an item of smarthome.py: `office.fon`.
 *
 *     set              -t-t-f-f-
 *     changes$         -t---f---
 *     updates$         -t-t-f-f-    with enforce_updates; else as changes$
 *     value$           ft---f---    the current one first
 *
 * The streams never fail. They complete when the item leaves the configuration or the house is closed.
 */
export interface Item<T extends ItemType = ItemType> {
  readonly path: string
  readonly type: T
  readonly value: ItemValues[T]
  readonly state: ItemState<ItemValues[T]>
  /** All attributes as written in the configuration. */
  readonly attributes: ReadonlyMap<string, SettingValue>
  /** Emits each new value. */
  readonly changes$: Observable<ItemState<ItemValues[T]>>
  /** Emits each new value; with `enforce_updates` also each update with the same value. */
  readonly updates$: Observable<ItemState<ItemValues[T]>>
  readonly value$: Observable<ItemValues[T]>
  /**
   * Sets the value, cast to the item's type (`'on'` is true for a bool). Returns false for a value that does not fit: then the value
   * stays, and the house's `fault$` reports it.
   */
  readonly set: (value: unknown, origin?: ItemOrigin) => boolean
}

/** An item with the methods for its house. */
export interface HouseItem<T extends ItemType = ItemType> extends Item<T> {
  /** Takes new attributes from a reload; the value stays. */
  readonly reconfigure: (settings: ItemSettings) => void
  readonly complete: () => void
}

/** Callbacks from an item to its house. */
export interface ItemReports {
  readonly changed: (state: ItemState) => void
  readonly updated: (state: ItemState) => void
  readonly refused: (path: string, type: ItemType, wanted: string) => void
}

/** True for equal values. Values that cannot be compared, such as circular ones, are different. */
const isSame = (a: unknown, b: unknown): boolean => {
  try {
    return sameValue(a, b)
  } catch {
    return false
  }
}

/** One step of the fold: the state after `value` was set. */
const updated = <A>(state: ItemState<A>, value: A, origin: ItemOrigin, now: number): ItemState<A> => {
  const { by = 'Logic', source = null, dest = null } = origin
  const touched = { ...state, updatedAt: now, by, source, dest }
  return isSame(state.value, value)
    ? touched
    : { ...touched, value, previous: state.value, changedAt: now, previousAt: state.changedAt }
}

export const item = <T extends ItemType>(type: T, given: ItemSettings, reports: ItemReports): HouseItem<T> => {
  type A = ItemValues[T]
  const { path } = given
  const cast = castOf(type)
  const changes = new Hub<ItemState<A>>()
  const updates = new Hub<ItemState<A>>()
  const values = new Hub<A>()
  let settings = given
  let state = startOf(type, given)

  const emit = (next: ItemState<A>, changed: boolean): void => {
    if (changed) {
      values.next(next.value)
      changes.next(next)
      reports.changed(next)
    }
    if (!changed && !settings.enforceUpdates) return
    updates.next(next)
    reports.updated(next)
  }
  return {
    path,
    type,
    get value() {
      return state.value
    },
    get state() {
      return state
    },
    get attributes() {
      return settings.attributes
    },
    changes$: changes.stream$,
    updates$: updates.stream$,
    value$: defer(() => values.stream$.pipe(startWith(state.value))),
    set: (value, origin = {}) => {
      const fits = cast(value)
      if (E.isLeft(fits)) {
        reports.refused(path, type, fits.left)
        return false
      }
      const before = state
      state = updated(before, fits.right, origin, asyncScheduler.now())
      emit(state, state.value !== before.value)
      return true
    },
    reconfigure: (next) => {
      settings = next
    },
    complete: () => {
      for (const each of [changes, updates, values]) each.complete()
    },
  }
}

const startOf = <T extends ItemType>(type: T, { path, value }: ItemSettings): ItemState<ItemValues[T]> => {
  const initial = initialOf(type)
  const first = value._tag === 'Some' ? E.getOrElse((): ItemValues[T] => initial)(castOf(type)(value.value)) : initial
  const now = asyncScheduler.now()
  return {
    path,
    value: first,
    previous: first,
    changedAt: now,
    previousAt: now,
    updatedAt: now,
    by: '',
    source: null,
    dest: null,
  }
}
