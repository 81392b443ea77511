/** One question that rows need: its state on this link, and the meaning of a failure for it. */
import type { SubscriptionLike } from 'rxjs'
import type { Failure } from '../failure.js'
import type { Query } from '../model/model.js'
import { DENIED } from '../request/reply.js'

/** One thing to ask, while rows need it. */
export interface Entry {
  readonly query: Query
  /** The rows that need it, with the number of their watchers. */
  readonly rows: Map<string, number>
  /** The row that wants one answer more on this link, whether or not it needs the query. */
  once: string | undefined
  /** `due`: asked as soon as no other question is. `waiting`: for a timer. `settled`: current. `denied`: not asked again on this link. */
  state: 'due' | 'asking' | 'waiting' | 'settled' | 'denied'
  /** True until the first whole answer on this link, with its confirmation: the model is not current. */
  isReading: boolean
  confirms: boolean
  failures: number
  askedAt: number
  running: SubscriptionLike | undefined
}

/** Two queries with one key are one question. */
export const keyOf = ({ question, key }: Query): string => JSON.stringify([question.name, key])

/** True where asking again may help: no answer came, or the refusal had another reason than permission. */
export const mayPass = (failure: Failure | undefined): boolean => {
  switch (failure?._tag) {
    case 'TimedOut':
    case 'NotSent':
    case 'FateUnknown':
      return true
    case 'Refused':
      return failure.needs.length === 0 && failure.message !== DENIED
    default:
      return false
  }
}

/** A question that was not asked yet. */
export const fresh = (query: Query): Entry => ({
  query,
  rows: new Map(),
  once: undefined,
  state: 'due',
  isReading: true,
  confirms: false,
  failures: 0,
  askedAt: -Infinity,
  running: undefined,
})

/** Takes back the request or the timer of a question. */
export const stop = (entry: Entry): void => {
  entry.running?.unsubscribe()
  entry.running = undefined
}

/** A new link: the answers and denials of the old one are forgotten. */
export const restart = (entry: Entry): void => {
  stop(entry)
  entry.state = 'due'
  entry.isReading = true
  entry.confirms = false
  entry.failures = 0
}
