/** Answers to their askers: one link's pending actions by ActionID. */
import type { Failure } from '../failure.js'
import type { Encoded } from '../protocol/action.js'
import { beginsList, messageOf } from '../protocol/answer.js'
import type { Frame } from '../protocol/frame.js'

/** What one frame means to the action it answers. */
export type Verdict = 'more' | 'done' | Failure

/** One action that is being asked. */
export interface Exchange {
  readonly action: string
  /** Marks the ActionID, for those who read frames alone: `login` begins a link, `snapshot` lists the living channels. */
  readonly mark: 'login' | 'snapshot' | undefined
  /** Takes a frame that carries its ActionID; tells whether that settles it. */
  take(frame: Frame): Verdict
  fail(failure: Failure): void
}

export interface Correlator {
  /** Sends; returns the ActionID. */
  readonly ask: (exchange: Exchange, encoded: Encoded) => string
  /** Nobody waits for that action any more: its answer is dropped quietly. */
  readonly forget: (actionId: string) => void
  /** Whether a pending action has the id that this frame carries. */
  readonly expects: (frame: Frame) => boolean
  /** Whether it carries an id of this link, pending or not. */
  readonly owns: (frame: Frame) => boolean
  /** Whether an action was given up before its answer was whole: what is left of it may still come. */
  readonly gaveUp: () => boolean
  /** Gives a frame to the action that expects it, if any. */
  readonly route: (frame: Frame) => void
  readonly pending: () => number
  /** The link is gone: what was sent may have happened or not. */
  readonly lose: (why: string) => void
}

/** Asterisk repeats the ActionIDs of these to every session, in UserEvent and OriginateResponse (`manager.c`). */
const TOLD_TO_ALL: ReadonlySet<string> = new Set(['originate', 'userevent'])

const isToldToAll = (action: string): boolean => TOLD_TO_ALL.has(action.toLowerCase())

/**
 * Whether an event can answer an action. Any session that may send a UserEvent or place a call gives its event what ActionID it likes, and
 * a UserEvent what headers it likes: neither may pass for an item of a list or for its end.
 */
const canAnswer = ({ event }: Frame, action: string): boolean =>
  event !== 'UserEvent' && (event !== 'OriginateResponse' || action.toLowerCase() === 'originate')

/** Whether items follow a response; some modules outside Asterisk's own tree say so in words alone. */
const promisesMore = (frame: Frame): boolean => beginsList(frame) || messageOf(frame).endsWith('will follow')

/**
 * `unguessable` makes names. One begins every ActionID of the link, and is known to nobody else; actions whose id is told to all have
 * one each, beside another beginning, so that who has seen them can guess no other and no later id.
 */
export const correlator = (send: (text: string) => void, unguessable: () => string): Correlator => {
  // few words of Asterisk hold a z: the search for these, which each event is given, is over soon
  const beginning = (): string => `z${unguessable()}-`
  const secret = beginning()
  let told: string | undefined
  const pending = new Map<string, Exchange>()
  let count = 0
  let gaveUp = false
  let routing: string | undefined

  const idFor = ({ action, mark }: Exchange): string => {
    if (isToldToAll(action)) return (told ??= beginning()) + unguessable()
    count += 1
    return mark === undefined ? secret + String(count) : `${secret}${count}-${mark}`
  }

  return {
    ask: (exchange, encoded) => {
      const id = idFor(exchange)
      pending.set(id, exchange)
      send(encoded(id))
      return id
    },
    forget: (id) => {
      if (pending.delete(id) && id !== routing) gaveUp = true
    },
    expects: ({ actionId }) => actionId !== undefined && pending.has(actionId),
    owns: ({ actionId }) =>
      actionId !== undefined && (actionId.startsWith(secret) || (told !== undefined && actionId.startsWith(told))),
    route: (frame) => {
      if (pending.size === 0) return
      const { actionId } = frame
      const exchange = actionId === undefined ? undefined : pending.get(actionId)
      if (actionId === undefined || exchange === undefined || !canAnswer(frame, exchange.action)) return
      routing = actionId
      const verdict = exchange.take(frame)
      routing = undefined
      if (verdict === 'more' && pending.has(actionId)) return
      pending.delete(actionId)
      // the asker left at an item, an item made the list fail, or only the response was wanted: more may come
      if (verdict === 'more' || (frame.event === undefined ? promisesMore(frame) : verdict !== 'done')) gaveUp = true
    },
    gaveUp: () => gaveUp,
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
