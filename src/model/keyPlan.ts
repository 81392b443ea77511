/** The queries for the watched keys of one row. */
import type { Query, RowNeeds } from './model.js'
import { neededOf } from './knowledge.js'

/** Asks while they are needed; the returned function ends that. */
type Need = (queries: readonly Query[]) => () => void

interface Watcher {
  readonly key: string
  withdraw: () => void
}

const nothing = () => undefined

/** One query for each key; beyond `mostKeys` of the row, and where it has no question for one key, its questions about everything. */
export class KeyPlan {
  readonly #row: RowNeeds
  readonly #need: Need
  readonly #watchers = new Set<Watcher>()
  #withdrawWhole: (() => void) | undefined

  constructor(row: RowNeeds, need: Need) {
    this.#row = row
    this.#need = need
  }

  /** Keeps the answers for one key current; the returned function ends that. */
  watch(key: string): () => void {
    const watcher: Watcher = { key, withdraw: nothing }
    this.#watchers.add(watcher)
    if (this.#withdrawWhole === undefined) this.#begin(watcher)
    return () => {
      watcher.withdraw()
      this.#watchers.delete(watcher)
      if (this.#watchers.size > 0) return
      this.#withdrawWhole?.()
      this.#withdrawWhole = undefined
    }
  }

  #begin(watcher: Watcher): void {
    const keyed = this.#row.questions.filter(({ headers }) => headers !== undefined)
    if (keyed.length > 0 && !this.#isCrowded()) {
      watcher.withdraw = this.#need(keyed.map((question) => ({ question, key: watcher.key })))
      return
    }
    this.#withdrawWhole = this.#need(neededOf(this.#row).map((question) => ({ question })))
    for (const each of this.#watchers) {
      each.withdraw()
      each.withdraw = nothing
    }
  }

  #isCrowded(): boolean {
    const { mostKeys } = this.#row
    return mostKeys !== undefined && new Set([...this.#watchers].map(({ key }) => key)).size > mostKeys
  }
}
