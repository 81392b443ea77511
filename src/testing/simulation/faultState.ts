/** The faults that a test has switched on; links and sessions read this state. */

/** The end of a link: the peer closed it, or reset it (the client's read fails). */
export type LinkEnd = 'closed' | 'reset'

export interface FaultState {
  /** Replaces the banner; with an empty text Asterisk sends no banner at all. */
  banner: string | undefined
  /** True while Asterisk neither reads nor sends; open links stay open and new ones are accepted. */
  stalled: boolean
  /** Size of the pieces in which bytes are sent. */
  piece: number
  /** Delay of each reply in milliseconds; events of the same session wait behind it. */
  late: number
  /** Names, in lower case, of actions that are done but never answered. */
  readonly muted: Set<string>
  /** Messages that refuse the next logins, one each. */
  refusals: readonly string[]
}

export const initialFaultState = (): FaultState => ({
  banner: undefined,
  stalled: false,
  piece: Number.MAX_SAFE_INTEGER,
  late: 0,
  muted: new Set(),
  refusals: [],
})
