/** A member of a queue over time: what each frame changes, and which part of it is to be believed. */
import * as O from 'fp-ts/lib/Option.js'
import { copied } from '../copied.js'
import type { QueueMember, QueuePause } from './queue.js'
import type { ToldMember } from './read.js'

/** A member, and the links on which events showed parts of it. */
export interface MemberRecord {
  readonly member: QueueMember
  /** The newest link on which anything showed it. */
  readonly link: number
  /** The newest link on which AgentConnect showed its call. */
  readonly connected: number | undefined
  /** The newest link on which the end of a call was seen: our own time of it is better than the one of the server's clock. */
  readonly ended: number | undefined
  /** The channel that rings, while this queue rings the member, and the link on which AgentCalled showed it. */
  readonly ring: { readonly channel: string; readonly link: number } | undefined
}

/** The circumstances of a frame. */
export interface Telling {
  readonly at: number
  readonly link: number
  readonly isList: boolean
}

const pauseOf = (told: ToldMember, before: O.Option<QueuePause>): O.Option<QueuePause> => {
  if (!told.isPaused) return O.none
  // the first pause of a member that was added paused has no time
  const since = O.isSome(told.pausedSince) ? told.pausedSince : O.chain(({ since: known }: QueuePause) => known)(before)
  return O.some({ reason: told.reason, since })
}

/** A list is right. Of events only AgentConnect begins a call, as their InCall may be too old or too new; a call more that was taken ends one. */
const inCallOf = (told: ToldMember, before: MemberRecord | undefined, isList: boolean): boolean =>
  isList || before === undefined ? told.inCall : before.member.inCall && told.callsTaken <= before.member.callsTaken

/** The phone was busy and is idle now: it cannot talk or ring. */
const becameIdle = (told: ToldMember, before: MemberRecord | undefined): boolean =>
  told.state === 'NOT_INUSE' && before !== undefined && before.member.state !== 'NOT_INUSE'

const talkingOf = (told: ToldMember, before: MemberRecord | undefined, inCall: boolean, telling: Telling): boolean => {
  if (!inCall || becameIdle(told, before)) return false
  const isKnown = before !== undefined && (!telling.isList || before.connected === telling.link)
  return isKnown ? before.member.talking : told.state !== 'NOT_INUSE'
}

const ringOf = (
  told: ToldMember,
  before: MemberRecord | undefined,
  { link, isList }: Telling,
): MemberRecord['ring'] => {
  const ring = before?.ring
  return ring === undefined || becameIdle(told, before) || (isList && ring.link !== link) ? undefined : ring
}

/** The end of the last call: our own time where the end was seen, also when the list of a restarted Asterisk says 0 (asterisk 607). */
const lastCallOf = (told: ToldMember, before: MemberRecord, link: number): O.Option<number> => {
  const { lastCall, callsTaken } = before.member
  if (O.isNone(told.lastCall) || before.ended === link) return lastCall
  return before.ended === undefined || told.callsTaken > callsTaken ? told.lastCall : lastCall
}

const same = (told: string, before: string | undefined): string => (told === before ? before : copied(told))

/** The member after a frame that tells all of it. */
export const told = (now: ToldMember, before: MemberRecord | undefined, telling: Telling): MemberRecord => {
  const { link, at, isList } = telling
  const was = before?.member
  const inCall = inCallOf(now, before, isList)
  const ring = ringOf(now, before, telling)
  // a call of this link that ends without AgentComplete: the member handed it over
  const endsNow = was?.inCall === true && !inCall && before?.link === link
  const lastCall = before === undefined ? now.lastCall : lastCallOf(now, before, link)
  return {
    link,
    connected: before?.connected,
    ended: endsNow ? link : before?.ended,
    ring,
    member: {
      interface: was?.interface ?? copied(now.interface),
      stateInterface: same(now.stateInterface, was?.stateInterface),
      name: same(now.name, was?.name),
      state: now.state,
      paused: pauseOf(now, was?.paused ?? O.none),
      penalty: now.penalty,
      inCall,
      inCallSince: inCall ? (was?.inCallSince ?? O.none) : O.none,
      talking: talkingOf(now, before, inCall, telling),
      ringing: ring !== undefined,
      callsTaken: now.callsTaken,
      lastCall: endsNow ? O.some(at) : lastCall,
      dynamic: now.dynamic,
      ringInUse: O.isSome(now.ringInUse) ? now.ringInUse : (was?.ringInUse ?? O.none),
    },
  }
}

/** AgentCalled: the queue rings that channel. */
export const called = (before: MemberRecord, channel: string, link: number): MemberRecord => ({
  ...before,
  link,
  ring: { channel, link },
  member: { ...before.member, ringing: true },
})

/** The ring of that channel is over. */
export const unrung = (before: MemberRecord, channel: string): MemberRecord =>
  before.ring?.channel !== channel
    ? before
    : { ...before, ring: undefined, member: { ...before.member, ringing: false } }

/** AgentConnect. `talking`: false where another phone picked the call up. */
export const connected = (before: MemberRecord, talking: boolean, { at, link }: Telling): MemberRecord => ({
  ...before,
  link,
  connected: link,
  ring: undefined,
  member: { ...before.member, inCall: true, inCallSince: O.some(at), talking, ringing: false },
})

/** AgentComplete. The call of a member who handed it over ended before: then this event changes nothing. */
export const completed = (before: MemberRecord, { at, link }: Telling): MemberRecord =>
  !before.member.inCall && before.ended === link
    ? before
    : {
        ...before,
        link,
        ended: link,
        member: { ...before.member, inCall: false, inCallSince: O.none, talking: false, lastCall: O.some(at) },
      }

export const talks = (before: MemberRecord, talking: boolean): MemberRecord =>
  before.member.talking === talking || !before.member.inCall
    ? before
    : { ...before, member: { ...before.member, talking } }
