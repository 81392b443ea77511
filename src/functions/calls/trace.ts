/** The trace of a channel until it is answered or gone: a fold over the frames about it. */
import * as O from 'fp-ts/lib/Option.js'
import { count } from '../../protocol/value.js'
import type { Frame } from '../../protocol/frame.js'
import { isEnding } from './cause.js'

/** All that was seen of one channel. */
export interface Trace {
  readonly channel: O.Option<string>
  readonly answered: boolean
  readonly ended: boolean
  readonly cause: O.Option<number>
  /** The DialStatus or the disposition of its record. */
  readonly status: O.Option<string>
}

/** The trace of a channel that was not seen. */
export const UNSEEN: Trace = { channel: O.none, answered: false, ended: false, cause: O.none, status: O.none }

/** True for a channel that is up, by an event about it or by its item in a list. */
const isUp = (frame: Frame): boolean => frame.exact('ChannelState') === '6'

const named = (trace: Trace, frame: Frame): Trace => {
  if (O.isSome(trace.channel)) return trace
  const channel = frame.exact('Channel')
  return channel === undefined ? trace : { ...trace, channel: O.some(channel) }
}

const afterDial = (trace: Trace, status: string): Trace => {
  if (status === 'ANSWER') return trace.answered ? trace : { ...trace, answered: true }
  return isEnding(status) ? { ...trace, status: O.some(status) } : trace
}

/** One step of the fold; the same object where the frame shows nothing new. */
export const traceAfter = (trace: Trace, frame: Frame, uniqueid: string): Trace => {
  if (frame.event === 'DialEnd')
    return frame.exact('DestUniqueid') === uniqueid ? afterDial(trace, frame.exact('DialStatus') ?? '') : trace
  if (frame.event === 'Cdr') {
    const disposition = frame.exact('Disposition') ?? ''
    return frame.exact('UniqueID') === uniqueid && isEnding(disposition) ? afterDial(trace, disposition) : trace
  }
  if (frame.exact('Uniqueid') !== uniqueid) return trace
  const known = named(trace, frame)
  const answered = known.answered || isUp(frame)
  if (frame.event === 'Hangup') return { ...known, answered, ended: true, cause: count(frame.exact('Cause')) }
  return answered === known.answered ? known : { ...known, answered }
}
