/** One action of a worker, from the first request to the end of its reply. Without clock and bus: the caller brings both. */
import * as O from 'fp-ts/lib/Option.js'
import type { Failure } from '../index.js'
import type { Told } from './offer.js'

export interface ErrandEvents {
  readonly publishRequest: () => void
  readonly publishGo: (subject: string) => void
  /** A frame of the reply. */
  readonly frame: (text: string) => void
  readonly failed: (failure: Failure) => void
  readonly done: () => void
}

type Phase =
  | { readonly _tag: 'Asking' }
  /** The go was published: the action may have been sent. */
  | { readonly _tag: 'Gone'; readonly epoch: number }
  | { readonly _tag: 'Over' }

const OVER: Phase = { _tag: 'Over' }

/**
 * Before the go a request may be repeated, and a failure is `NotSent`. The go is published once, nothing after it is repeated, and a failure
 * is `TimedOut` or `FateUnknown`.
 */
export class Errand {
  readonly #action: string
  readonly #events: ErrandEvents
  #phase: Phase = { _tag: 'Asking' }

  constructor(action: string, events: ErrandEvents) {
    this.#action = action
    this.#events = events
  }

  /** True once the go is published. */
  isGone(): boolean {
    return this.#phase._tag === 'Gone'
  }

  /** Publishes the request, at first or again. */
  request(): void {
    if (this.#phase._tag === 'Asking') this.#events.publishRequest()
  }

  /** A message of a gateway. `newest`: the newest epoch in the log that this worker reads. */
  told(told: Told, newest: number): void {
    switch (told._tag) {
      case 'Offer':
        if (this.#phase._tag !== 'Asking' || told.epoch < newest) return
        this.#phase = { _tag: 'Gone', epoch: told.epoch }
        this.#events.publishGo(told.go)
        return
      case 'Declined':
        if (this.isGone()) this.#fail({ _tag: 'NotSent', action: this.#action, why: told.why })
        return
      case 'Frame':
        if (this.isGone()) this.#events.frame(told.text)
        return
      case 'End':
        if (!this.isGone()) return
        this.#phase = OVER
        this.#events.done()
        return
      case 'Failed':
        if (this.isGone()) this.#fail(failureIn(told.failure, this.#action))
    }
  }

  /** Another gateway leads now. */
  epoch(newest: number): void {
    if (this.#phase._tag === 'Gone' && newest > this.#phase.epoch) this.#unknown('another gateway leads now')
  }

  busLost(why: string): void {
    if (this.isGone()) this.#unknown(why)
  }

  /** No offer came, or no reply, within that time. */
  late(after: number): void {
    const action = this.#action
    if (this.isGone()) this.#fail({ _tag: 'TimedOut', action, after })
    else this.#fail({ _tag: 'NotSent', action, why: `no gateway offered to send it for ${after} ms` })
  }

  /** Ends without a result. */
  cancel(): void {
    this.#phase = OVER
  }

  #unknown(why: string): void {
    this.#fail({ _tag: 'FateUnknown', action: this.#action, why, needs: [], uniqueid: O.none, channel: O.none })
  }

  #fail(failure: Failure): void {
    if (this.#phase._tag === 'Over') return
    this.#phase = OVER
    this.#events.failed(failure)
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A gateway's failure of an action. Only those that a request can end with are expected. */
const failureIn = (given: Readonly<Record<string, unknown>>, action: string): Failure => {
  const why = text(given['why']) || 'the gateway gave no reason'
  const after = given['after']
  switch (given['_tag']) {
    case 'NotSent':
      return { _tag: 'NotSent', action, why }
    case 'InvalidAction':
      return { _tag: 'InvalidAction', action, why }
    case 'TimedOut':
      return { _tag: 'TimedOut', action, after: typeof after === 'number' ? after : 0 }
    default:
      return { _tag: 'FateUnknown', action, why, needs: [], uniqueid: O.none, channel: O.none }
  }
}
