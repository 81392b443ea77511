/** What a test may break, as state that lines and sessions look at. */

/** How a link ends: the peer closed it, or reset it (the client's read fails). */
export type Ending = 'closed' | 'reset'

export interface Faults {
  /** Replaces the greeting; empty: Asterisk says nothing at all. */
  banner: string | undefined
  /** Says and hears nothing, but keeps links open and accepts new ones. */
  stalled: boolean
  /** Bytes leave in pieces of this size. */
  piece: number
  /** Answers come so many milliseconds late; events of the session wait with them. */
  late: number
  /** Names, in lower case, of actions that are done and never answered. */
  readonly muted: Set<string>
  /** What the next logins are told. */
  refusals: readonly string[]
}

export const noFaults = (): Faults => ({
  banner: undefined,
  stalled: false,
  piece: Number.MAX_SAFE_INTEGER,
  late: 0,
  muted: new Set(),
  refusals: [],
})
