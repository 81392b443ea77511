/** Settings that were found in a tree, with the problems of the parts that cannot be used. */
import type { ConfigurationProblem } from './problem.js'

export interface Found<A> {
  readonly found: readonly A[]
  readonly problems: readonly ConfigurationProblem[]
}

/** Joins several results in order. */
export const joined = <A>(each: readonly Found<A>[]): Found<A> => ({
  found: each.flatMap(({ found }) => found),
  problems: each.flatMap(({ problems }) => problems),
})
