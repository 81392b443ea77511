/** The port of a log: the only thing that gateways agree on. JetStream is one implementation, a list in memory another. */
import type { Observable } from 'rxjs'

/** An entry that is not stored yet. */
export interface Draft {
  readonly subject: string
  readonly text: string
}

/** A stored entry. `at`: the time of day at which the log stored it, in epoch milliseconds. */
export interface Entry extends Draft {
  readonly sequence: number
  readonly id: string
  readonly at: number
}

/** An entry of a gateway's own that the log has taken: known without reading. */
export type Confirmed = Omit<Entry, 'at'>

/** The condition of an append: the log's last sequence, or the id of its last entry. */
export type Expecting =
  { readonly _tag: 'Sequence'; readonly last: number } | { readonly _tag: 'After'; readonly id: string }

/** The answer to an append. `Unanswered`: the entry may be stored, or be stored later. */
export type Appended =
  | { readonly _tag: 'Stored'; readonly sequence: number }
  | { readonly _tag: 'Refused' }
  | { readonly _tag: 'Unanswered' }

/** The newest entry. `last` stays when old entries are removed; `id` is undefined when none is left. */
export interface Tail {
  readonly last: number
  readonly id: string | undefined
  readonly subject: string
  readonly text: string
}

/** A log of one Asterisk. */
export interface Log {
  /** The bytes that one entry may have. */
  readonly most: () => number
  /**
   * Calls `done` once, at once or later. A callback and not an Observable, as it runs for many frames. Without `done` no answer is asked
   * for: in a chain the answer to a later entry tells it.
   */
  readonly append: (
    entry: Draft & { readonly id: string },
    expecting: Expecting,
    done?: (appended: Appended) => void,
  ) => void
  /** Emits the newest entry and completes. Fails when the log does not answer. */
  readonly tail: () => Observable<Tail>
  /** All entries from a sequence on, in order. Never completes while the log lives. Fails when the log is gone or was made anew. */
  readonly read: (from: number) => Observable<Entry>
}

/** An id: who wrote the entry, in which epoch, its number in that epoch, and how often the epoch was anchored anew at that number. */
export interface EntryId {
  readonly gateway: string
  readonly epoch: number
  readonly n: number
  readonly anchor: number
}

export const textOfId = ({ gateway, epoch, n, anchor }: EntryId): string =>
  anchor === 0 ? `${gateway}.${epoch}.${n}` : `${gateway}.${epoch}.${n}.${anchor}`

const ID = /^([\w-]+)\.(\d+)\.(\d+)(?:\.(\d+))?$/

/** Undefined for a text that no gateway wrote. */
export const idFrom = (text: string): EntryId | undefined => {
  const found = ID.exec(text)
  if (found === null) return undefined
  const [, gateway = '', epoch, n, anchor = 0] = found
  return { gateway, epoch: Number(epoch), n: Number(n), anchor: Number(anchor) }
}
