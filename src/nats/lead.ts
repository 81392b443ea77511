/** The log as the lease: one gateway leads, and the log itself refuses the entries of all others. A fold without a clock or a socket. */
import type { Failure } from '../index.js'
import { Chain } from './chain.js'
import { type Appended, type Confirmed, type Draft, type Entry, idFrom, type Log, textOfId } from './log.js'
import { LogEnd } from './logEnd.js'
import { type LeadNote, leadText } from './notes.js'

/** The part that a gateway plays for its Asterisk. */
export type Role =
  /** Another gateway leads, or none. This one is ready to take over. */
  | { readonly _tag: 'Following' }
  /** This gateway writes the log and takes actions. `epoch`: the sequence of the entry by which it took over; it only grows. */
  | { readonly _tag: 'Leading'; readonly epoch: number }
  /** The log refused an entry or is silent. Nothing is written and no action is taken until its newest entry shows who leads. */
  | { readonly _tag: 'Fenced'; readonly why: string }

/** The surroundings of a gateway's leadership. */
export interface LeadOptions {
  readonly gateway: string
  /** Milliseconds without an entry after which another gateway takes over. */
  readonly lease: number
  readonly log: Log
  readonly subject: string
  /** A stop-watch in milliseconds, which also runs while the machine is suspended. */
  readonly now: () => number
  /** Calls it when all frames were taken that came together. */
  readonly soon: (send: () => void) => void
  /** The log has an entry of that epoch, which is this gateway's own. */
  readonly confirmed: (epoch: number, entry: Confirmed) => void
  readonly role: (role: Role) => void
  readonly fault: (failure: Failure) => void
}

type Phase =
  | { readonly _tag: 'Following' | 'Claiming' }
  | { readonly _tag: 'Leading'; readonly chain: Chain }
  | { readonly _tag: 'Recovering'; readonly chain: Chain; readonly why: string; readonly isAsking: boolean }

const FOLLOWING: Phase = { _tag: 'Following' }
/** A leader gives up before its followers take over: parts of the lease. */
const GIVE_UP = 0.75
const BEATS = 8

export class Leadership {
  readonly #options: LeadOptions
  #phase: Phase = FOLLOWING
  readonly #end: LogEnd
  /** The moment of sending of the newest entry that the log took: the lease counts from it. */
  #leasedAt = 0
  #mayLead = false
  #hasResigned = false

  constructor(options: LeadOptions) {
    this.#options = options
    this.#end = new LogEnd(options)
  }

  /** The chain of a leader, also while it is fenced: frames wait in it. */
  get chain(): Chain | undefined {
    return this.#phase._tag === 'Leading' || this.#phase._tag === 'Recovering' ? this.#phase.chain : undefined
  }

  /** True while actions may be taken: asked right before each one. */
  holds(): boolean {
    return this.#phase._tag === 'Leading' && !this.#hasResigned && this.#age() < GIVE_UP * this.#options.lease
  }

  /** Allows or forbids to lead; a leader that is forbidden resigns. */
  allow(mayLead: boolean): void {
    this.#mayLead = mayLead
    if (!mayLead) this.#resign()
    else this.tick()
  }

  /** Every entry of the log, in order. */
  entry(entry: Entry): void {
    if (!this.#end.entry(entry)) return
    const { chain } = this
    const by = idFrom(entry.id)
    const isDeposed = chain !== undefined && by !== undefined && by.epoch > chain.epoch
    const isResignation = chain !== undefined && by?.epoch === chain.epoch && this.#end.isResigned()
    if (isDeposed || isResignation) this.#follow()
    else if (this.#end.isFree()) this.tick()
  }

  /** To be called several times in each lease. */
  tick(): void {
    const { lease } = this.#options
    switch (this.#phase._tag) {
      case 'Following':
        if (!this.#mayLead) return
        if (!this.#end.isKnown) this.#askEnd()
        else if (this.#end.isRead() && (this.#end.isFree() || this.#end.isSilentFor(lease))) this.#claim()
        return
      case 'Claiming':
        return
      case 'Leading': {
        const { chain } = this.#phase
        if (this.#age() >= GIVE_UP * lease) this.#recover(chain, `the log did not answer for ${this.#age()} ms`)
        else if (!this.#hasResigned && this.#options.now() - chain.sentAt >= lease / BEATS)
          chain.append(this.#draft('beat', chain.epoch))
        return
      }
      case 'Recovering':
        if (!this.#phase.isAsking) this.#recover(this.#phase.chain, this.#phase.why)
    }
  }

  #age(): number {
    return this.#options.now() - this.#leasedAt
  }

  #askEnd(): void {
    this.#end.ask(() => {
      if (this.#phase._tag === 'Following') this.tick()
    })
  }

  #draft(does: LeadNote['does'], epoch: number): Draft {
    const { gateway, lease, subject } = this.#options
    return { subject, text: leadText({ does, epoch, gateway, lease }) }
  }

  #claim(): void {
    const { gateway, log, now } = this.#options
    const { last } = this.#end
    const epoch = last + 1
    const sentAt = now()
    this.#phase = { _tag: 'Claiming' }
    const entry = { id: textOfId({ gateway, epoch, n: 0, anchor: 0 }), ...this.#draft('lead', epoch) }
    log.append(entry, { _tag: 'Sequence', last }, (appended) => {
      if (this.#phase._tag !== 'Claiming') return
      if (appended._tag !== 'Stored' || appended.sequence !== epoch) {
        // another one was faster, or the log is away: its newest entry shows it
        this.#phase = FOLLOWING
        this.#end.forget()
        return
      }
      this.#options.confirmed(epoch, { sequence: epoch, ...entry })
      this.#lead(this.#chain(epoch), sentAt)
      if (!this.#mayLead) this.#resign()
    })
  }

  #chain(epoch: number): Chain {
    const { confirmed } = this.#options
    const chain: Chain = new Chain({
      ...this.#options,
      epoch,
      stored: (sentAt) => {
        this.#leasedAt = Math.max(this.#leasedAt, sentAt)
      },
      confirmed: (entry) => {
        confirmed(epoch, entry)
      },
      broken: ({ _tag }: Appended) => {
        if (this.chain !== chain) return
        this.#recover(chain, _tag === 'Refused' ? 'the log refused an entry' : 'the log did not answer')
      },
    })
    return chain
  }

  /** The newest entry tells: a newer epoch, then this gateway follows; or our own, then the epoch is anchored anew behind it. */
  #recover(chain: Chain, why: string): void {
    const { log, role } = this.#options
    const wasFenced = this.#phase._tag === 'Recovering'
    chain.stop()
    const asking: Phase = { _tag: 'Recovering', chain, why, isAsking: true }
    this.#phase = asking
    if (!wasFenced) role({ _tag: 'Fenced', why })
    const again = (): void => {
      if (this.#phase === asking) this.#phase = { ...asking, isAsking: false }
    }
    log.tail().subscribe({
      next: (tail) => {
        if (this.#phase !== asking) return
        this.#end.see(tail)
        const by = tail.id === undefined ? undefined : idFrom(tail.id)
        if (by?.gateway !== chain.gateway || by.epoch !== chain.epoch) this.#follow()
        else this.#anchor(chain, tail.last, by.n, by.anchor + 1, again)
      },
      error: again,
    })
  }

  #anchor(chain: Chain, last: number, n: number, anchor: number, again: () => void): void {
    const { gateway, log, now } = this.#options
    const { epoch } = chain
    const asking = this.#phase
    const sentAt = now()
    chain.storedUpTo(n, last)
    const entry = { id: textOfId({ gateway, epoch, n, anchor }), ...this.#draft('anchor', epoch) }
    log.append(entry, { _tag: 'Sequence', last }, (appended) => {
      if (this.#phase !== asking) return
      if (appended._tag !== 'Stored') {
        again()
        return
      }
      this.#options.confirmed(epoch, { sequence: appended.sequence, ...entry })
      chain.resume(entry.id)
      this.#lead(chain, sentAt)
      if (!this.#mayLead) this.#resign()
    })
  }

  #lead(chain: Chain, leasedAt: number): void {
    this.#leasedAt = leasedAt
    this.#hasResigned = false
    this.#phase = { _tag: 'Leading', chain }
    this.#options.role({ _tag: 'Leading', epoch: chain.epoch })
  }

  #resign(): void {
    if (this.#phase._tag !== 'Leading' || this.#hasResigned) return
    this.#hasResigned = true
    this.#phase.chain.append(this.#draft('resign', this.#phase.chain.epoch))
  }

  #follow(): void {
    this.chain?.stop()
    this.#phase = FOLLOWING
    this.#end.restart()
    this.#options.role({ _tag: 'Following' })
  }
}
