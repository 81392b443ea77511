/** The queries for the watched keys of one row. */
import type { Query, Question, RowNeeds } from './model.js'
import { neededOf } from './knowledge.js'

/** Asks while they are needed; the returned function ends that. */
type Need = (queries: readonly Query[]) => () => void

interface Watcher {
  readonly key: string
  withdraw: () => void
}

const nothing = () => undefined

const isWhole = ({ headers }: Question): boolean => headers === undefined

/**
 * One query for each key. Beyond `mostKeys` of the row: its questions about everything, as if all of it were watched. Where the row has no
 * question for one key: those about everything that it needs.
 */
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
    const whole = keyed.length > 0 ? this.#row.questions.filter(isWhole) : neededOf(this.#row)
    this.#withdrawWhole = this.#need(whole.map((question) => ({ question })))
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
