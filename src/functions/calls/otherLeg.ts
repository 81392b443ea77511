/** The leg that a call is connected with: a fold over Dial and Bridge events. */
import * as O from 'fp-ts/lib/Option.js'
import type { CallReason } from '../../failure.js'
import { count, known, unescaped } from '../../protocol/value.js'
import type { Frame } from '../../protocol/frame.js'
import { reasonFrom } from './cause.js'

/** A channel at the other end of a call. */
export interface OtherLeg {
  /** `PJSIP/30-00000004` */
  readonly channel: string
  readonly uniqueid: string
  readonly number: O.Option<string>
  readonly name: O.Option<string>
}

/** The other leg of a call, or the reason for which there was none. */
export type Connected =
  | ({ readonly _tag: 'Answered' } & OtherLeg)
  | {
      readonly _tag: 'NotAnswered'
      /** None where nobody was dialled, or where nothing tells. */
      readonly reason: O.Option<CallReason>
      /** The DialStatus of the last leg: `BUSY`, `NOANSWER` … */
      readonly dialStatus: O.Option<string>
      /** The Q.850 cause of the last leg. */
      readonly cause: O.Option<number>
    }

/** A leg that a channel has dialled. */
interface Dialled {
  readonly callerId: string
  readonly callerName: string
  readonly leg: OtherLeg
  readonly status: O.Option<string>
  readonly cause: O.Option<number>
}

/** All legs that belong to a call, and the other side of its bridge. */
export interface Legs {
  readonly dialled: readonly Dialled[]
  readonly bridge: string
  readonly bridged: O.Option<OtherLeg>
}

export const NO_LEGS: Legs = { dialled: [], bridge: '', bridged: O.none }

/** Old failed legs beyond so many are forgotten: a queue may ring its members for hours. */
const MOST_LEGS = 64

const text = (frame: Frame, header: string): O.Option<string> => O.map(unescaped)(known(frame.exact(header)))

/** The leg in a frame or in the item of a list; `prefix` is `Dest` for a leg that is dialled. */
const legIn = (frame: Frame, prefix = ''): OtherLeg => ({
  channel: frame.exact(`${prefix}Channel`) ?? '',
  uniqueid: frame.exact(`${prefix}Uniqueid`) ?? '',
  number: text(frame, `${prefix}CallerIDNum`),
  name: text(frame, `${prefix}CallerIDName`),
})

const afterDial = (legs: Legs, frame: Frame): Legs => {
  const leg = legIn(frame, 'Dest')
  const one: Dialled = {
    callerId: frame.exact('Uniqueid') ?? '',
    callerName: frame.exact('Channel') ?? '',
    leg,
    status: frame.event === 'DialEnd' ? known(frame.exact('DialStatus')) : O.none,
    cause: O.none,
  }
  const others = legs.dialled.filter(({ leg: { uniqueid } }) => uniqueid !== leg.uniqueid)
  return { ...legs, dialled: [...others, one].slice(-MOST_LEGS) }
}

const afterHangup = (legs: Legs, frame: Frame): Legs => {
  const id = frame.exact('Uniqueid')
  if (!legs.dialled.some(({ leg }) => leg.uniqueid === id)) return legs
  const cause = count(frame.exact('Cause'))
  return { ...legs, dialled: legs.dialled.map((each) => (each.leg.uniqueid === id ? { ...each, cause } : each)) }
}

const afterBridge = (legs: Legs, frame: Frame, uniqueid: string): Legs => {
  const bridge = frame.exact('BridgeUniqueid') ?? ''
  if (frame.exact('Uniqueid') === uniqueid) return { ...legs, bridge }
  return bridge === '' || bridge !== legs.bridge ? legs : { ...legs, bridged: O.some(legIn(frame)) }
}

/** One step of the fold for the call of `uniqueid`. */
export const legsAfter = (legs: Legs, frame: Frame, uniqueid: string): Legs => {
  switch (frame.event) {
    case 'DialBegin':
    case 'DialEnd':
      // the dial of the source itself has no caller
      return frame.exact('Uniqueid') === undefined ? legs : afterDial(legs, frame)
    case 'Hangup':
      return afterHangup(legs, frame)
    case 'BridgeEnter':
      return afterBridge(legs, frame, uniqueid)
    default:
      return legs
  }
}

/** The far half of a Local channel; undefined for any other channel. */
const farHalf = (channel: string): string | undefined =>
  /^Local\/.*;1$/i.test(channel) ? `${channel.slice(0, -1)}2` : undefined

const isAnswered = ({ status }: Dialled): boolean => O.isSome(status) && status.value === 'ANSWER'

/** The leg behind Local channels: none while it still rings. */
const behind = (legs: Legs, leg: OtherLeg): O.Option<OtherLeg> => {
  const far = farHalf(leg.channel)
  const dialled = far === undefined ? [] : legs.dialled.filter(({ callerName }) => callerName === far)
  const answered = dialled.find(isAnswered)
  if (answered !== undefined)
    return behind({ ...legs, dialled: legs.dialled.filter((each) => each !== answered) }, answered.leg)
  return dialled.some(({ status }) => O.isNone(status)) ? O.none : O.some(leg)
}

/** The leg that has answered; none while there is none. */
export const answeredIn = (legs: Legs, uniqueid: string): O.Option<OtherLeg> => {
  const own = legs.dialled.filter(({ callerId }) => callerId === uniqueid)
  const first = own.find(isAnswered)
  if (first !== undefined) return behind(legs, first.leg)
  return own.some(({ status }) => O.isNone(status)) ? O.none : legs.bridged
}

/** The outcome of a call that is over, and was connected with nobody. */
export const notAnswered = (legs: Legs, uniqueid: string, own: O.Option<number>): Connected => {
  const last = legs.dialled.findLast(({ callerId }) => callerId === uniqueid)
  if (last === undefined) return { _tag: 'NotAnswered', reason: O.none, dialStatus: O.none, cause: own }
  const { status, cause } = last
  return { _tag: 'NotAnswered', reason: reasonFrom(status, cause), dialStatus: status, cause: O.alt(() => own)(cause) }
}

/** The leg that shares a bridge with a channel, in a list of all channels; looks through Local channels. */
export const partnerIn = (items: readonly Frame[], uniqueid: string): O.Option<OtherLeg> => {
  const own = items.find((item) => item.exact('Uniqueid') === uniqueid)
  const bridge = own?.exact('BridgeID') ?? ''
  const partner = bridge === '' ? undefined : items.find((item) => item !== own && item.exact('BridgeID') === bridge)
  if (partner === undefined) return O.none
  const far = farHalf(partner.exact('Channel') ?? '')
  const half = items.find((item) => far !== undefined && item.exact('Channel') === far)
  const rest = items.filter((item) => item !== partner && item !== own)
  const beyond = half === undefined ? O.none : partnerIn(rest, half.exact('Uniqueid') ?? '')
  return O.isSome(beyond) ? beyond : O.some(legIn(partner))
}
