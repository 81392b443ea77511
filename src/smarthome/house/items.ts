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
  /** An item of a type that one knows; a TypeError if there is none of that path and type. */
  readonly of: <T extends ItemType>(path: string, type: T) => Item<T>
  /** Those whose path fits: `*.fon`, `office.*`, `*` for all. */
  readonly match: (pattern: string) => readonly Item[]
  /** What changes among those whose path fits, items of a later reload too. */
  readonly changes: (pattern: string) => Observable<ItemState>
  /** As `changes`, with what `enforce_updates` lets through. */
  readonly updates: (pattern: string) => Observable<ItemState>
}

/** The items as their house sees them. */
export interface HouseItems extends Items {
  /** Follows a new configuration: items that keep their path and type keep their value and their subscribers. */
  readonly become: (settings: readonly ItemSettings[]) => void
  /** What `watch_item` means. */
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
  let living: ReadonlyMap<string, HouseItem> = new Map()

  const kept = (settings: ItemSettings): HouseItem => {
    const before = living.get(settings.path)
    if (before?.type !== settings.type) return item(settings.type, settings, reports)
    before.become(settings)
    return before
  }
  const fitting = (pattern: string) => {
    const fits = matching(pattern)
    return filter(({ path }: ItemState) => fits(path))
  }
  return {
    get: (path) => living.get(path),
    of: (path, type) => {
      const found: Item | undefined = living.get(path)
      if (found !== undefined && isOfType(found, type)) return found
      const is = found === undefined ? 'there is none' : `it is ${found.type}`
      throw new TypeError(`no item ${path} of type ${type}: ${is}`)
    },
    match: (pattern) => {
      const fits = matching(pattern)
      return [...living.values()].filter(({ path }) => fits(path))
    },
    changes: (pattern) => changed.stream$.pipe(fitting(pattern)),
    updates: (pattern) => updates.stream$.pipe(fitting(pattern)),
    watched: (written) => {
      const fits = written.map(watching)
      return updates.stream$.pipe(
        filter(({ path }) => {
          const found = living.get(path)
          return found !== undefined && fits.some((each) => each(found))
        }),
      )
    },
    become: (settings) => {
      const before = living
      living = new Map(settings.map((each) => [each.path, kept(each)]))
      for (const [path, old] of before) if (living.get(path) !== old) old.complete()
    },
    complete: () => {
      for (const each of living.values()) each.complete()
      changed.complete()
      updates.complete()
    },
  }
}
