/** Answers to their askers: one link's pending actions by ActionID. */
import type { Failure } from '../failure.js'
import type { Encoded } from '../protocol/action.js'
import type { Frame } from '../protocol/frame.js'

/** What one frame means to the action it answers. */
export type Verdict = 'more' | 'done' | Failure

/** One action that is being asked. */
export interface Exchange {
  readonly action: string
  readonly encoded: Encoded
  /** Marks the ActionID, for those who read frames alone: `login` begins a link, `snapshot` lists the living channels. */
  readonly mark: 'login' | 'snapshot' | undefined
  /** Takes a frame that carries its ActionID; true when it is settled. */
  take(frame: Frame): boolean
  fail(failure: Failure): void
}

export interface Correlator {
  /** Every ActionID of this link begins with it. Unguessable: other sessions see the ids of UserEvents and Originates. */
  readonly prefix: string
  /** Sends; the function returned forgets the action, whose answer is then dropped quietly. */
  readonly ask: (exchange: Exchange) => () => void
  /** Whether a pending action has the id that this frame carries. */
  readonly expects: (frame: Frame) => boolean
  /** Gives a frame to the action that expects it, if any. */
  readonly route: (frame: Frame) => void
  readonly pending: () => number
  /** The link is gone: what was sent may have happened or not. */
  readonly lose: (why: string) => void
}

export const correlator = (send: (text: string) => void, random: string): Correlator => {
  // few words of Asterisk hold a z: the search for this prefix, which each event is given, is over soon
  const prefix = `z${random}-`
  const pending = new Map<string, Exchange>()
  let count = 0

  return {
    prefix,
    ask: (exchange) => {
      count += 1
      const id = exchange.mark === undefined ? prefix + String(count) : `${prefix}${count}-${exchange.mark}`
      pending.set(id, exchange)
      send(exchange.encoded(id))
      return () => pending.delete(id)
    },
    expects: ({ actionId }) => actionId !== undefined && pending.has(actionId),
    route: (frame) => {
      if (pending.size === 0) return
      const { actionId } = frame
      if (actionId !== undefined && pending.get(actionId)?.take(frame) === true) pending.delete(actionId)
    },
    pending: () => pending.size,
    lose: (why) => {
      const lost = [...pending.values()]
      pending.clear()
      for (const exchange of lost) {
        exchange.fail({ _tag: 'FateUnknown', action: exchange.action, why, needs: [] })
      }
    },
  }
}
