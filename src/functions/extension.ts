/**
 * The question before a call is moved. Asterisk answers Success to a move to an extension that does not exist, and then hangs up every leg.
 * So the dialplan is asked first, and a move that would lose the call is not sent.
 */
import * as O from 'fp-ts/lib/Option.js'
import { catchError, concat, defer, EMPTY, mergeMap, type Observable, throwError } from 'rxjs'
import { AmiError, type Failure, failureOf, show } from '../failure.js'
import type { Action } from '../protocol/action.js'
import type { Ask } from '../request/request.js'
import { done, send } from './ask.js'

/** An extension of the dialplan. */
export interface Place {
  readonly context: string
  readonly exten: string
}

/** A move of a call, and the places that it needs. */
export interface Move {
  readonly action: Action
  /** The channel, for the failure. */
  readonly channel: string
  readonly places: readonly Place[]
}

/** Signs that part the arguments of a dialplan function: an extension with one of them cannot be asked for. */
const PARTS = /[,"\\()[\]]/

const isName = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** The failure of an action that this library does not send. */
export const invalid = (action: string, why: string): AmiError => new AmiError({ _tag: 'InvalidAction', action, why })

/** The reason why a channel cannot be named; undefined for a name or a Uniqueid. */
export const channelMistake = (channel: unknown): string | undefined =>
  isName(channel) ? undefined : 'it needs the name of a channel, such as PJSIP/200-00000003'

const placeMistake = ({ context, exten }: Place): string | undefined => {
  if (!isName(context) || !isName(exten)) return 'it needs an extension and a context'
  return PARTS.test(`${context}${exten}`)
    ? 'the dialplan cannot be asked for an extension with a comma, a quote, a backslash or a bracket'
    : undefined
}

const missing = (channel: string, { context, exten }: Place): Failure => ({
  _tag: 'CallFailed',
  source: channel,
  reason: 'noExtension',
  code: O.none,
  hint: O.some(`the dialplan has no ${exten}@${context}; the call goes on as it was`),
})

/** Completes if the extension exists. An Asterisk without the function answers with an empty value: that is not a no. */
const existing = (ask: Ask, { action, channel }: Move, place: Place): Observable<never> =>
  send(ask)({ Action: 'Getvar', Variable: `DIALPLAN_EXISTS(${place.context},${place.exten},1)` }).pipe(
    mergeMap(({ frame }) => {
      const answer = frame.exact('Value')
      if (answer === '1') return EMPTY
      return throwError(() =>
        answer === '0'
          ? new AmiError(missing(channel, place))
          : invalid(action.Action, 'Asterisk cannot tell if the extension exists; load its module func_dialplan.so'),
      )
    }),
    catchError((error: unknown) => throwError(() => unasked(action.Action, error))),
  )

/** A question without an answer has moved nothing: the move itself was not sent. */
const unasked = (action: string, error: unknown): unknown => {
  const failure = failureOf(error)
  return failure?._tag === 'FateUnknown' || failure?._tag === 'TimedOut'
    ? new AmiError({ _tag: 'NotSent', action, why: `the dialplan was asked before, but ${show(failure)}` })
    : error
}

/** Asks for all places, then sends the move; emits once when Asterisk has accepted it. */
export const moved =
  (ask: Ask) =>
  (move: Move): Observable<void> =>
    defer(() => {
      const why = channelMistake(move.channel) ?? move.places.map(placeMistake).find((mistake) => mistake !== undefined)
      if (why !== undefined) throw invalid(move.action.Action, why)
      const questions$ = move.places.map((place) => existing(ask, move, place))
      return concat(...questions$, send(ask)(move.action).pipe(done))
    })
