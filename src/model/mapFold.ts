/** The base of folds whose values are one map that is always up to date. Steps are the keys that changed. */
import * as O from 'fp-ts/lib/Option.js'
import type { Tools } from './model.js'

/** The value of a key is undefined where no such thing exists. */
export abstract class MapFold<A> {
  protected readonly live = new Map<string, A>()
  protected readonly tools: Tools

  constructor(tools: Tools) {
    this.tools = tools
  }

  keys(steps: readonly string[]): readonly string[] {
    return steps
  }

  changes(steps: readonly string[]): readonly string[] {
    return steps
  }

  standing(): readonly string[] {
    return [...this.live.keys()]
  }

  steps(): readonly string[] {
    return this.standing()
  }

  value(key: string, touched: boolean): O.Option<A | undefined> {
    const knowledge = this.tools.knowledge()
    if (knowledge === 'nothing') return O.none
    const value = this.live.get(key)
    return value !== undefined || touched || knowledge === 'all' ? O.some(value) : O.none
  }

  values(): ReadonlyMap<string, A> {
    return this.live
  }

  unwatched(): void {
    // the map is always up to date
  }
}
