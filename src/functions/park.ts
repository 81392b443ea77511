/** Parks a call, and takes it back: the place of a parked call is a value. */
import * as O from 'fp-ts/lib/Option.js'
import {
  catchError,
  defer,
  filter,
  map,
  mergeMap,
  type Observable,
  retry,
  take,
  throwError,
  throwIfEmpty,
  timer,
  toArray,
} from 'rxjs'
import { AmiError, type Failure, failureOf, show } from '../failure.js'
import { type ParkedCall, parkedIn } from '../model/parked/parkedCall.js'
import type { Ask } from '../request/request.js'
import { timeOfDay } from '../rx/clock.js'
import { list, send } from './ask.js'
import { call, type CallContext, placing } from './call.js'
import type { Call } from './calls/handle.js'
import { channelMistake, invalid } from './extension.js'
import type { CallOptions } from './originate.js'

/** The options of `park`; all may be left out. */
export interface ParkingOptions {
  /** The parking lot; by default that of the channel, which is `default`. */
  readonly lot?: string | undefined
  /** A space of the lot; by default a free one. */
  readonly space?: string | undefined
  /** The milliseconds after which the call returns to `parker`; by default the time of the lot. */
  readonly timeout?: number | undefined
  /** The phone that rings when the time is over: `PJSIP/200`. By default the one that the call came from. */
  readonly parker?: string | undefined
}

/** Asterisk shows a parked call a moment after it has accepted the action. */
const LOOK_AGAIN = 100
const LOOKS = 10

const parkedCalls = (ask: Ask, lot: string | undefined): Observable<readonly ParkedCall[]> =>
  list(ask)({ Action: 'ParkedCalls', ParkingLot: lot }).pipe(
    map((item) => parkedIn(item, timeOfDay(), undefined)),
    toArray(),
  )

const nowhere = (why: string): Failure => ({
  _tag: 'FateUnknown',
  action: 'Park',
  why: `Asterisk accepted it, and the list of parked calls does not show the call${why}`,
  needs: [],
})

const isCall =
  (channel: string) =>
  (parked: ParkedCall): boolean =>
    parked.uniqueid === channel || parked.channel.toLowerCase() === channel.toLowerCase()

/** The place of a call that was just parked. */
const placeOf = (ask: Ask, channel: string, lot: string | undefined): Observable<ParkedCall> =>
  parkedCalls(ask, lot).pipe(
    mergeMap((all) => all.filter(isCall(channel))),
    take(1),
    throwIfEmpty(() => new AmiError(nowhere(''))),
    retry({
      count: LOOKS,
      delay: (error) => (isNowhere(error) ? timer(LOOK_AGAIN) : throwError((): unknown => error)),
    }),
    catchError((error: unknown) => {
      const failure = failureOf(error)
      if (failure === undefined || isNowhere(error)) return throwError(() => error)
      return throwError(() => new AmiError(nowhere(`: ${show(failure)}`)))
    }),
  )

const isNowhere = (error: unknown): boolean => {
  const failure = failureOf(error)
  return failure?._tag === 'FateUnknown' && failure.action === 'Park'
}

export const park =
  (ask: Ask) =>
  (channel: string, { lot, space, timeout, parker }: ParkingOptions = {}): Observable<ParkedCall> =>
    defer(() => {
      const why =
        channelMistake(channel) ??
        (timeout === undefined || timeout > 0 ? undefined : 'timeout must be a number of milliseconds, more than 0')
      if (why !== undefined) throw invalid('Park', why)
      return send(ask)({
        Action: 'Park',
        Channel: channel,
        Parkinglot: lot,
        ParkingSpace: space,
        Timeout: timeout === undefined ? undefined : Math.max(1, Math.round(timeout)),
        TimeoutChannel: parker,
      }).pipe(mergeMap(() => placeOf(ask, channel, lot)))
    })

/** The goal of a call: the parked call at this place instead of an extension. */
const towards =
  (ask: Ask, lot: string, space: string): Ask =>
  (request) => {
    if (request.action.Action !== 'Originate') return ask(request)
    const goal = { Exten: undefined, Context: undefined, Priority: undefined, Application: 'ParkedCall' }
    return ask({ ...request, action: { ...request.action, ...goal, Data: `${lot},${space}` } })
  }

const empty = (source: string, lot: string, space: string): Failure => ({
  _tag: 'CallFailed',
  source,
  reason: 'noExtension',
  code: O.none,
  hint: O.some(`no call is parked at ${space} of ${lot}`),
})

const isPart = (text: unknown): boolean => typeof text === 'string' && /^[^,"\\()[\]]+$/.test(text)

export const retrieve =
  (connection: CallContext) =>
  (lot: string, space: string, source: string, options: string | CallOptions = {}): Observable<Call> =>
    defer(() => {
      if (!isPart(lot) || !isPart(space)) throw invalid('Originate', 'it needs a parking lot and a space')
      const calling$ = call(placing({ ...connection, ask: towards(connection.ask, lot, space) }))
      return parkedCalls(connection.ask, lot).pipe(
        filter((all) => all.some((parked) => parked.space === space)),
        throwIfEmpty(() => new AmiError(empty(source, lot, space))),
        mergeMap(() => calling$(source, space, lot, options)),
      )
    })
