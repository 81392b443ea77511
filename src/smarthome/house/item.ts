/** An item: a value of one type, who changed it and when; a fold over updates. */
import * as E from 'fp-ts/lib/Either.js'
import { asyncScheduler, Observable } from 'rxjs'
import { Hub } from '../../rx/hub.js'
import { castOf, initialOf, type ItemValues, same } from '../config/cast.js'
import type { ItemSettings, ItemType, Value } from '../config/settings.js'

/** Who sets a value. `by`: 'Logic' where nothing is given, 'Asterisk' for what comes from there. */
export interface Origin {
  readonly by?: string
  readonly source?: string | null
  readonly dest?: string | null
}

/** What an item knows at one moment. Times are epoch milliseconds of the scheduler. */
export interface ItemState<A = unknown> {
  readonly path: string
  readonly value: A
  /** The value before the last change. */
  readonly previous: A
  /** When the value changed; the start of the house, if it never did. */
  readonly changedAt: number
  /** When the previous value had come. */
  readonly previousAt: number
  /** When it was last set, to the same value or another. */
  readonly updatedAt: number
  /** Who set it last; '' for nobody yet. */
  readonly by: string
  readonly source: string | null
  readonly dest: string | null
}

/**
 * A value with a name, as smarthome.py's items: `office.fon`.
 *
 *     set              -t-t-f-f-
 *     changes$         -t---f---
 *     updates$         -t-t-f-f-    with enforce_updates; else as changes$
 *     value$           ft---f---    the current one first
 *
 * The streams complete when the item leaves the configuration or the house is closed, and never fail.
 */
export interface Item<T extends ItemType = ItemType> {
  readonly path: string
  readonly type: T
  readonly value: ItemValues[T]
  readonly state: ItemState<ItemValues[T]>
  /** All attributes as written in the configuration. */
  readonly attributes: ReadonlyMap<string, Value>
  /** Each new value. */
  readonly changes$: Observable<ItemState<ItemValues[T]>>
  /** Each new value, and with `enforce_updates` also each that is set and the same. */
  readonly updates$: Observable<ItemState<ItemValues[T]>>
  readonly value$: Observable<ItemValues[T]>
  /**
   * Sets the value, cast to the item's type (`'on'` is true for a bool). False: it cannot be cast; the value stays, and the house's
   * `fault$` tells.
   */
  readonly set: (value: unknown, origin?: Origin) => boolean
}

/** The item as its house sees it. */
export interface HouseItem<T extends ItemType = ItemType> extends Item<T> {
  /** New attributes after a reload; the value stays. */
  readonly become: (settings: ItemSettings) => void
  readonly complete: () => void
}

/** What an item tells its house. */
export interface ItemReports {
  readonly changed: (state: ItemState) => void
  readonly updated: (state: ItemState) => void
  readonly refused: (path: string, type: ItemType, wanted: string) => void
}

/** One step of the fold: the state after `value` was set. */
const updated = <A>(state: ItemState<A>, value: A, origin: Origin, now: number): ItemState<A> => {
  const { by = 'Logic', source = null, dest = null } = origin
  const touched = { ...state, updatedAt: now, by, source, dest }
  return same(state.value, value)
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

  const tell = (next: ItemState<A>, changed: boolean): void => {
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
    value$: new Observable((subscriber) => {
      subscriber.next(state.value)
      return values.stream$.subscribe(subscriber)
    }),
    set: (value, origin = {}) => {
      const fits = cast(value)
      if (E.isLeft(fits)) {
        reports.refused(path, type, fits.left)
        return false
      }
      const before = state
      state = updated(before, fits.right, origin, asyncScheduler.now())
      tell(state, state.value !== before.value)
      return true
    },
    become: (next) => {
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
