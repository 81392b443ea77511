/** The life of an answered call: a fold over its frames and over what lists show of it. */
import * as O from 'fp-ts/lib/Option.js'
import { count } from '../../protocol/value.js'
import type { Frame } from '../../protocol/frame.js'
import { answeredIn, type Connected, type Legs, legsAfter, NO_LEGS, notAnswered, type OtherLeg } from './otherLeg.js'

/** The end of a call. */
export interface CallEnd {
  /** The Q.850 cause; none where the call ended during an outage. */
  readonly cause: O.Option<number>
  /** Milliseconds since the source answered; none where the call ended during an outage. */
  readonly duration: O.Option<number>
}

/** An answered call, as far as it is known. */
export interface Life {
  readonly legs: Legs
  readonly connected: O.Option<Connected>
  readonly ended: O.Option<CallEnd>
}

export const BEGUN: Life = { legs: NO_LEGS, connected: O.none, ended: O.none }

/** The end was not seen: no list has the channel. */
export const GONE = 'gone'

/** A frame about the call, the other leg that a list shows, or the news that no list has the call. */
export type News = Frame | { readonly partner: OtherLeg } | typeof GONE

const endedBy = (life: Life, uniqueid: string, end: CallEnd): Life => ({
  ...life,
  ended: O.some(end),
  connected: O.isSome(life.connected) ? life.connected : O.some(notAnswered(life.legs, uniqueid, end.cause)),
})

const answeredBy = (life: Life, leg: O.Option<OtherLeg>): Life =>
  O.isSome(life.connected) || O.isNone(leg) ? life : { ...life, connected: O.some({ _tag: 'Answered', ...leg.value }) }

/** One step of the fold. `age`: milliseconds since the source answered. */
export const lifeAfter = (life: Life, news: News, uniqueid: string, age: number): Life => {
  if (O.isSome(life.ended)) return life
  if (news === GONE) return endedBy(life, uniqueid, { cause: O.none, duration: O.none })
  if ('partner' in news) return answeredBy(life, O.some(news.partner))
  const legs = legsAfter(life.legs, news, uniqueid)
  const next = legs === life.legs ? life : answeredBy({ ...life, legs }, answeredIn(legs, uniqueid))
  if (news.event !== 'Hangup' || news.exact('Uniqueid') !== uniqueid) return next
  return endedBy(next, uniqueid, { cause: count(news.exact('Cause')), duration: O.some(age) })
}
