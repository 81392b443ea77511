/** The channels of members: those that a queue rings, and those that talk with its callers. */
import type { Frame } from '../../protocol/frame.js'
import { copied } from '../copied.js'

/** A member of a queue. */
export interface Place {
  readonly queue: string
  readonly member: string
}

/** A channel shows something about a member: it talks or not, or its ring is over. */
export interface Verdict extends Place {
  readonly talking: boolean | undefined
  readonly unrung: string | undefined
}

interface Ring extends Place {
  readonly channel: string
  readonly caller: string
  /** The other half of a Local channel. */
  readonly half: string | undefined
}

/** The other half of a Local channel, and the phone that answered behind it. */
interface Half {
  leg: string | undefined
}

/** `none`: in no bridge. `undefined`: no event showed it. */
type Bridge = { readonly id: string } | 'none' | undefined

interface Talk extends Place {
  readonly caller: string
  /** The channel that the queue called: the phone, or the first half of a Local channel. */
  readonly called: string
  /** The channel of the phone. */
  readonly leg: string
  /** The bridges of this conversation: the one of the caller, and, behind a Local channel, the one of the phone. */
  readonly homes: Set<string>
  callerIn: Bridge
  legIn: Bridge
  /** Asterisk takes the Local channel out: the phone changes its bridge, and goes on talking. */
  isOptimized: boolean
}

export const LEG_EVENTS = ['Hangup', 'BridgeEnter', 'BridgeLeave', 'DialEnd', 'LocalOptimizationBegin'] as const

/** `Local/301@members-00000009;1` → `Local/301@members-00000009;2` */
const otherHalf = (channel: string): string | undefined =>
  channel.startsWith('Local/') && channel.endsWith(';1') ? `${channel.slice(0, -1)}2` : undefined

const keyOf = ({ queue, member }: Place): string => `${queue}\n${member}`

const isHome = ({ homes }: Talk, bridge: Bridge): boolean =>
  bridge === undefined || (bridge !== 'none' && homes.has(bridge.id))

export class Legs {
  readonly #rings = new Map<string, Ring>()
  /** The channels that ring for a caller. */
  readonly #ringing = new Map<string, Set<string>>()
  readonly #halves = new Map<string, Half>()
  readonly #talks = new Map<string, Talk>()
  readonly #byMember = new Map<string, Talk>()

  /** AgentCalled. */
  called(place: Place, frame: Frame): string {
    const channel = copied(frame.exact('DestUniqueid') ?? '')
    const caller = copied(frame.exact('Uniqueid') ?? '')
    const half = otherHalf(frame.exact('DestChannel') ?? '')
    const ring = { ...place, channel, caller, half: half === undefined ? undefined : copied(half) }
    this.#rings.set(channel, ring)
    this.#ringing.set(caller, (this.#ringing.get(caller) ?? new Set()).add(channel))
    if (ring.half !== undefined) this.#halves.set(ring.half, { leg: undefined })
    return channel
  }

  /** The ring of a channel is over. */
  unrung(channel: string): void {
    const ring = this.#rings.get(channel)
    if (ring === undefined) return
    this.#rings.delete(channel)
    if (ring.half !== undefined) this.#halves.delete(ring.half)
    const others = this.#ringing.get(ring.caller)
    others?.delete(channel)
    if (others?.size === 0) this.#ringing.delete(ring.caller)
  }

  /** The caller is no longer waiting: all rings for it are over. */
  released(caller: string): readonly Verdict[] {
    return [...(this.#ringing.get(caller) ?? [])].flatMap((channel) => this.#over(channel))
  }

  /** AgentConnect. True where the phone of the member talks; false where another phone picked the call up. */
  connected(place: Place, frame: Frame, isRinging: boolean): boolean {
    const called = copied(frame.exact('DestUniqueid') ?? '')
    const caller = copied(frame.exact('Uniqueid') ?? '')
    this.ended(place)
    if (isRinging && !this.#rings.has(called)) return false
    const half = otherHalf(frame.exact('DestChannel') ?? '')
    const leg = (half === undefined ? undefined : this.#halves.get(half)?.leg) ?? called
    const bridges = { callerIn: undefined, legIn: undefined, homes: new Set<string>(), isOptimized: false }
    const talk: Talk = { ...place, caller, called, leg, ...bridges }
    for (const channel of [caller, called, leg]) this.#talks.set(channel, talk)
    this.#byMember.set(keyOf(place), talk)
    return true
  }

  /** The call of a member is over. */
  ended(place: Place): void {
    const talk = this.#byMember.get(keyOf(place))
    if (talk === undefined) return
    this.#byMember.delete(keyOf(place))
    for (const channel of [talk.caller, talk.called, talk.leg]) {
      if (this.#talks.get(channel) === talk) this.#talks.delete(channel)
    }
  }

  /** An event of any channel: one look-up for a channel of nobody here. */
  event(name: string, frame: Frame): readonly Verdict[] {
    switch (name) {
      case 'Hangup':
        return this.#hungUp(frame.exact('Uniqueid') ?? '')
      case 'DialEnd':
        this.#answered(frame)
        return []
      case 'LocalOptimizationBegin':
        this.#optimized(frame.exact('LocalOneUniqueid') ?? '')
        return []
      default:
        return this.#moved(name === 'BridgeEnter', frame)
    }
  }

  /** Rings and bridges of the outage are unknown. */
  newLink(): void {
    this.#rings.clear()
    this.#ringing.clear()
    this.#halves.clear()
    for (const talk of this.#talks.values()) {
      talk.callerIn = undefined
      talk.legIn = undefined
    }
  }

  #over(channel: string): readonly Verdict[] {
    const ring = this.#rings.get(channel)
    if (ring === undefined) return []
    this.unrung(channel)
    return [{ queue: ring.queue, member: ring.member, talking: undefined, unrung: channel }]
  }

  #hungUp(channel: string): readonly Verdict[] {
    const over = this.#over(channel)
    const talk = this.#talks.get(channel)
    // the halves of a Local channel that was taken out end, and the phones talk on
    if (talk === undefined || (channel === talk.called && channel !== talk.leg)) return over
    this.ended(talk)
    return [...over, { queue: talk.queue, member: talk.member, talking: false, unrung: undefined }]
  }

  #answered(frame: Frame): void {
    const half = this.#halves.size === 0 ? undefined : this.#halves.get(frame.exact('Channel') ?? '')
    if (half !== undefined && frame.exact('DialStatus') === 'ANSWER')
      half.leg = copied(frame.exact('DestUniqueid') ?? '')
  }

  #optimized(one: string): void {
    const talk = this.#talks.get(one)
    if (talk !== undefined) talk.isOptimized = true
  }

  #moved(enters: boolean, frame: Frame): readonly Verdict[] {
    const channel = frame.exact('Uniqueid') ?? ''
    const talk = this.#talks.get(channel)
    if (talk === undefined || (channel !== talk.caller && channel !== talk.leg)) return []
    const isCaller = channel === talk.caller
    const bridge = copied(frame.exact('BridgeUniqueid') ?? '')
    const isFirst = (isCaller ? talk.callerIn : talk.legIn) === undefined
    if (isFirst || (enters && talk.isOptimized)) talk.homes.add(bridge)
    const now = enters ? { id: bridge } : 'none'
    if (isCaller) talk.callerIn = now
    else talk.legIn = now
    if (talk.isOptimized && !enters) return []
    talk.isOptimized = false
    const talking = isHome(talk, talk.callerIn) && isHome(talk, talk.legIn)
    return [{ queue: talk.queue, member: talk.member, talking, unrung: undefined }]
  }
}
