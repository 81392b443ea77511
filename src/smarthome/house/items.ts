/** All items of a house, by path and by pattern. */
import { filter, type Observable } from 'rxjs'
import { Hub } from '../../rx/hub.js'
import { type HouseItem, type Item, item, type ItemReports, type ItemState } from './item.js'
import { matching, watching } from '../config/pattern.js'
import type { ItemSettings, ItemType } from '../config/settings.js'

/**
 * The items of a house.
 *
 * @example
 * import type { Items } from 'rx-asterisk/smarthome'
 *
 * const anyoneTalks = (items: Items): boolean => items.match('*.fon').some(({ value }) => value === true)
 */
export interface Items {
  readonly get: (path: string) => Item | undefined
  /** The item of that path and type; a TypeError if there is none. */
  readonly of: <T extends ItemType>(path: string, type: T) => Item<T>
  /** The items whose paths match: `*.fon`, `office.*`, `*` for all. */
  readonly match: (pattern: string) => readonly Item[]
  /** The changes of all items whose paths match, also of items from a later reload. */
  readonly changes: (pattern: string) => Observable<ItemState>
  /** The updates of all items whose paths match: changes, and updates with the same value where `enforce_updates` is set. */
  readonly updates: (pattern: string) => Observable<ItemState>
}

/** The items with the methods for their house. */
export interface HouseItems extends Items {
  /** Takes a new configuration: items with the same path and type keep their value and their subscribers. */
  readonly reconfigure: (settings: readonly ItemSettings[]) => void
  /** The updates of the items that `watch_item` selects. */
  readonly watched: (written: readonly string[]) => Observable<ItemState>
  readonly complete: () => void
}

const isOfType = <T extends ItemType>(found: Item, type: T): found is Item<T> => found.type === type

export const items = (refused: ItemReports['refused']): HouseItems => {
  const changed = new Hub<ItemState>()
  const updates = new Hub<ItemState>()
  const reports: ItemReports = {
    changed: (state) => {
      changed.next(state)
    },
    updated: (state) => {
      updates.next(state)
    },
    refused,
  }
  let current: ReadonlyMap<string, HouseItem> = new Map()

  const kept = (settings: ItemSettings): HouseItem => {
    const before = current.get(settings.path)
    if (before?.type !== settings.type) return item(settings.type, settings, reports)
    before.reconfigure(settings)
    return before
  }
  const fitting = (pattern: string) => {
    const fits = matching(pattern)
    return filter(({ path }: ItemState) => fits(path))
  }
  return {
    get: (path) => current.get(path),
    of: (path, type) => {
      const found: Item | undefined = current.get(path)
      if (found !== undefined && isOfType(found, type)) return found
      const is = found === undefined ? 'there is none' : `it is ${found.type}`
      throw new TypeError(`no item ${path} of type ${type}: ${is}`)
    },
    match: (pattern) => {
      const fits = matching(pattern)
      return [...current.values()].filter(({ path }) => fits(path))
    },
    changes: (pattern) => changed.stream$.pipe(fitting(pattern)),
    updates: (pattern) => updates.stream$.pipe(fitting(pattern)),
    watched: (written) => {
      const fits = written.map(watching)
      return updates.stream$.pipe(
        filter(({ path }) => {
          const found = current.get(path)
          return found !== undefined && fits.some((each) => each(found))
        }),
      )
    },
    reconfigure: (settings) => {
      const before = current
      current = new Map(settings.map((each) => [each.path, kept(each)]))
      for (const [path, old] of before) if (current.get(path) !== old) old.complete()
    },
    complete: () => {
      for (const each of current.values()) each.complete()
      changed.complete()
      updates.complete()
    },
  }
}
