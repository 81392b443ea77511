/** Calls as events, and the newest ones as a retained value. Pure folds over changes of calls. */
import * as O from 'fp-ts/lib/Option.js'
import * as t from 'io-ts'
import { type CallChange, callLogOf, type Leg, type LiveCall } from '../index.js'
import type { CALL_TYPES } from './entities.js'
import { logPayload } from './payloads.js'
import { harmless, orNull } from './text.js'

/** The most calls in `last`. */
const LAST = 10

/** The missed calls since the bridge first ran, and the newest calls, the newest first. */
export interface CallBook {
  readonly missed: number
  readonly last: readonly unknown[]
}

export const NO_CALLS: CallBook = { missed: 0, last: [] }

const Kept = t.type({ missed: t.number, last: t.array(t.UnknownRecord) })

/** The book that the broker kept from an earlier run, with the calls of this run. `text` comes from the broker, and may be anything. */
export const continued = (text: unknown, now: CallBook): CallBook => {
  const kept = Kept.decode(text)
  if (kept._tag === 'Left' || !(kept.right.missed >= 0)) return now
  return { missed: kept.right.missed + now.missed, last: [...now.last, ...kept.right.last].slice(0, LAST) }
}

/** The phones whose calls count: those of the settings; all, where there are none. */
export type IsShown = (device: string) => boolean

export const shownDevices = (devices: readonly string[]): IsShown => {
  const names = new Set(devices.map((device) => device.slice(device.indexOf('/') + 1)))
  return (device) => names.size === 0 || names.has(device)
}

/** A call counts once as missed, however many phones rang for it. */
export const bookAfter = (book: CallBook, call: LiveCall, isShown: IsShown): CallBook => {
  const entries = callLogOf(call).filter(({ device }) => isShown(device))
  const missed = entries.some(({ result }) => result === 'missed') ? 1 : 0
  return { missed: book.missed + missed, last: [...entries.map(logPayload), ...book.last].slice(0, LAST) }
}

/** One event of a call. */
export interface CallPayload {
  readonly event_type: (typeof CALL_TYPES)[number]
  readonly id: string
  readonly from: string | null
  readonly from_name: string | null
  readonly to: string | null
  /** Seconds from the answer to the end. */
  readonly duration: number | null
  readonly cause: string | null
}

const numberOf = (leg: Leg): string => harmless(O.getOrElse(() => leg.device)(leg.number))

const payload = (type: CallPayload['event_type'], call: LiveCall, to: string | null): CallPayload => ({
  event_type: type,
  id: call.id,
  from: O.toNullable(O.map(numberOf)(call.caller)),
  from_name: O.isSome(call.caller) ? orNull(call.caller.value.name) : null,
  to,
  duration: null,
  cause: null,
})

const ended = (call: LiveCall, isShown: IsShown): readonly CallPayload[] => {
  const to = orNull(call.called)
  const { answeredAt, ended: at, outcome } = call
  const duration = O.isSome(answeredAt) && O.isSome(at) ? Math.round((at.value - answeredAt.value) / 1000) : null
  const whole: CallPayload = { ...payload('ended', call, to), duration, cause: O.toNullable(outcome) }
  const isMissed = callLogOf(call).some(({ device, result }) => result === 'missed' && isShown(device))
  return isMissed ? [whole, { ...whole, event_type: 'missed' }] : [whole]
}

/** The events of a change. A call rings once, also where a whole group rings. */
export const callPayloads = (change: CallChange, isShown: IsShown): readonly CallPayload[] => {
  const { call } = change
  switch (change._tag) {
    case 'Ringing':
      return call.attempts.length === 1 && isShown(change.leg.device)
        ? [payload('ringing', call, O.isSome(call.called) ? harmless(call.called.value) : change.leg.device)]
        : []
    case 'Answered':
      return [payload('answered', call, harmless(change.by.device))]
    case 'Ended':
      return ended(call, isShown)
    default:
      return []
  }
}
