/**
 * Actions over the bus: request, offer, go, replies. A gateway that slept answers an old request with an offer that nobody takes. So only an
 * action whose worker still waits is sent, and the go is the line between "not sent" and "outcome unknown".
 */
import * as t from 'io-ts'
import { readJson } from './notes.js'

const Form = t.keyof({ response: null, list: null })

const Wanted = t.readonly(
  t.intersection([
    t.type({
      /** The text of the action behind `ActionID: …`, and before it. */
      action: t.string,
      lines: t.readonlyArray(t.tuple([t.string, t.string])),
      form: Form,
      /** Milliseconds for the reply. */
      within: t.number,
    }),
    /** The mark of a question: its reply goes into the log, where all readers get it in order. */
    t.partial({ question: t.string }),
  ]),
)

/** An action that a worker wants to be sent. */
export type WantedAction = t.TypeOf<typeof Wanted>

export const wantedText = (wanted: WantedAction): string => JSON.stringify(wanted)
export const readWanted = (text: string): WantedAction | undefined => readJson(Wanted, text)

const Failed = t.readonly(t.type({ _tag: t.literal('Failed'), failure: t.UnknownRecord }))
const Told = t.union([
  /** A gateway would send the action now. `go`: publish there to have it sent. */
  t.readonly(t.type({ _tag: t.literal('Offer'), go: t.string, epoch: t.number })),
  /** The action will not be sent. */
  t.readonly(t.type({ _tag: t.literal('Declined'), why: t.string })),
  /** A frame of the reply, its ActionID left as it is. */
  t.readonly(t.type({ _tag: t.literal('Frame'), text: t.string })),
  /** The reply is whole. */
  t.readonly(t.type({ _tag: t.literal('End') })),
  Failed,
])

/** A message of a gateway to the worker that wants an action. */
export type Told = t.TypeOf<typeof Told>

export const toldText = (told: Told): string => JSON.stringify(told)
export const readTold = (text: string): Told | undefined => readJson(Told, text)

interface Offered {
  readonly wanted: WantedAction
  readonly reply: string
  readonly at: number
}

export interface OffersOptions {
  readonly now: () => number
  /** The epoch, while this gateway may send actions. Asked at the offer, and again right before sending. */
  readonly epoch: () => number | undefined
  readonly newId: () => string
  readonly goSubject: (id: string) => string
  readonly tell: (reply: string, told: Told) => void
  readonly execute: (wanted: WantedAction, tell: (told: Told) => void) => void
}

/** An offer that nobody took is forgotten after so many milliseconds. */
const FORGOTTEN = 60_000
const MOST = 10_000

/** The offers of one gateway. Each is taken once. */
export class Offers {
  readonly #options: OffersOptions
  readonly #open = new Map<string, Offered>()
  #declined = 0

  constructor(options: OffersOptions) {
    this.#options = options
  }

  /** The actions that a worker took too late: this gateway led no longer. */
  declined(): number {
    return this.#declined
  }

  /** A request of a worker. Without an epoch it is not answered: the leader answers. */
  request(wanted: WantedAction, reply: string): void {
    const { epoch, newId, goSubject, tell, now } = this.#options
    const leading = epoch()
    if (leading === undefined) return
    this.#forgetOld()
    const id = newId()
    this.#open.set(id, { wanted, reply, at: now() })
    tell(reply, { _tag: 'Offer', go: goSubject(id), epoch: leading })
  }

  /** A worker takes an offer. A second go for it does nothing. */
  go(id: string): void {
    const offered = this.#open.get(id)
    if (offered === undefined) return
    this.#open.delete(id)
    const { epoch, tell, execute } = this.#options
    const { wanted, reply } = offered
    if (epoch() === undefined) {
      this.#declined += 1
      tell(reply, { _tag: 'Declined', why: 'the gateway no longer leads' })
      return
    }
    execute(wanted, (told) => {
      tell(reply, told)
    })
  }

  #forgetOld(): void {
    const before = this.#options.now() - FORGOTTEN
    for (const [id, { at }] of this.#open) {
      if (at > before && this.#open.size < MOST) return
      this.#open.delete(id)
    }
  }
}
