/** Sends digits to a channel, one by one: PlayDTMF sends a single digit, and stops the whole login while it sounds. */
import {
  concat,
  defer,
  EMPTY,
  ignoreElements,
  merge,
  type Observable,
  type ObservableInput,
  of,
  throwError,
  timer,
} from 'rxjs'
import { AmiError, type Failure } from '../failure.js'
import type { Action } from '../protocol/action.js'
import { oneResponse } from '../request/reply.js'
import type { Ask } from '../request/request.js'
import { oneAfterAnother } from '../rx/oneAfterAnother.js'
import { channelMistake, invalid } from './extension.js'

/** The times of `sendDtmf`, in milliseconds. */
export interface DtmfOptions {
  /** The length of a digit: 100 to 500. The login can do nothing else meanwhile. 100 ms */
  readonly duration?: number | undefined
  /** The silence between two digits: 0 to 10,000. 100 ms */
  readonly gap?: number | undefined
}

const DURATION = { least: 100, most: 500 }
const LONGEST_GAP = 10_000
const USUAL = 100

const mistake = (channel: string, digits: string, duration: number, gap: number): string | undefined => {
  // Asterisk answers Success to every other sign, and sends nothing
  if (typeof digits !== 'string' || !/^[0-9*#A-D]+$/i.test(digits)) return 'digits are 0 to 9, *, # and A to D'
  if (!(duration >= DURATION.least && duration <= DURATION.most))
    return `duration must be a number of milliseconds from ${DURATION.least} to ${DURATION.most}`
  if (!(gap >= 0 && gap <= LONGEST_GAP)) return `gap must be a number of milliseconds from 0 to ${LONGEST_GAP}`
  return channelMistake(channel)
}

const cutOff = (sent: number, all: number): Failure => ({
  _tag: 'FateUnknown',
  action: 'PlayDTMF',
  why: `the link was lost after ${sent} of ${all} digits, and the rest was not sent`,
  needs: [],
})

/** Sends one digit. A later digit does not wait for a link: half a code that comes late is no code. */
const digitSent = (ask: Ask, action: Action, before: number, all: number): Observable<unknown> =>
  defer(() => {
    let isSent = before === 0
    const sent = (): void => {
      isSent = true
    }
    // a request leaves while it is subscribed, or it waits for a link
    const waits$ = defer(() => (isSent ? EMPTY : throwError(() => new AmiError(cutOff(before, all)))))
    return merge(ask({ action, form: 'response', reply: oneResponse('PlayDTMF'), sent }), waits$)
  })

export const sendDtmf = (ask: Ask) => {
  const inTurn = oneAfterAnother(USUAL)
  return (channel: string, digits: string, { duration = USUAL, gap = USUAL }: DtmfOptions = {}): Observable<void> =>
    defer(() => {
      const why = mistake(channel, digits, duration, gap)
      if (why !== undefined) throw invalid('PlayDTMF', why)
      const one = (digit: string, index: number): readonly ObservableInput<unknown>[] => {
        const action = { Action: 'PlayDTMF', Channel: channel, Digit: digit, Duration: Math.round(duration) }
        const sent$ = digitSent(ask, action, index, digits.length)
        return index === 0 ? [sent$] : [timer(gap), sent$]
      }
      const all$ = concat(...Array.from(digits).flatMap(one)).pipe(ignoreElements())
      return inTurn(concat(all$, of(undefined)))
    })
}
