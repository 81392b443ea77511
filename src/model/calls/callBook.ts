/** The calls by the ids of their channels. Calls that share an id are one. */
import { copied } from '../copied.js'
import type { CallState } from './callState.js'

/** Ids of ended channels that a call remembers, so that late events find it. */
const MOST_IDS = 512

interface BookEvents {
  /** Runs before the younger call is absorbed. */
  readonly merges: (younger: CallState, into: CallState) => void
  /** An ended channel of a call is forgotten. */
  readonly forgets: (call: CallState) => void
}

export class CallBook {
  readonly #byId = new Map<string, CallState>()
  readonly #calls = new Set<CallState>()
  readonly #events: BookEvents

  constructor(events: BookEvents) {
    this.#events = events
  }

  /** The calls with a living channel. */
  calls(): ReadonlySet<CallState> {
    return this.#calls
  }

  find(id: string): CallState | undefined {
    return this.#byId.get(id)
  }

  /** The one call of all these ids; undefined where none of them is known. */
  join(ids: readonly string[]): CallState | undefined {
    let whole: CallState | undefined
    for (const id of ids) {
      const call = this.#byId.get(id)
      if (call !== undefined && call !== whole) whole = whole === undefined ? call : this.#union(whole, call)
    }
    if (whole !== undefined) for (const id of ids) this.#enter(whole, id)
    return whole
  }

  add(call: CallState, ids: readonly string[]): void {
    this.#calls.add(call)
    for (const id of ids) this.#enter(call, id)
  }

  /** The last channel of a call ended. */
  remove(call: CallState): void {
    this.#calls.delete(call)
    for (const id of call.ids) this.#byId.delete(id)
  }

  #enter(call: CallState, given: string): void {
    if (given === '' || this.#byId.get(given) === call) return
    const id = copied(given)
    this.#byId.set(id, call)
    call.ids.add(id)
    if (call.ids.size > MOST_IDS) this.#forgetOldest(call)
  }

  /** Forgets ended channels of a call that never ends. */
  #forgetOldest(call: CallState): void {
    for (const id of call.ids) {
      if (call.legs.get(id)?.record !== undefined || id === call.id) continue
      call.ids.delete(id)
      if (call.legs.delete(id)) this.#events.forgets(call)
      call.pairs.delete(id)
      call.originated.delete(id)
      this.#byId.delete(id)
      return
    }
  }

  #union(one: CallState, two: CallState): CallState {
    const [older, younger] = one.isYoungerThan(two) ? [two, one] : [one, two]
    this.#events.merges(younger, older)
    for (const id of younger.ids) this.#byId.set(id, older)
    older.absorb(younger)
    this.#calls.delete(younger)
    return older
  }
}
