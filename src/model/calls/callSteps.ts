/** The steps of calls: small notes of what a frame changed. Values are built from them where somebody watches. */
import type { CallState } from './callState.js'
import type { CallChange, CallParked, CallTransfer, Leg, LiveCall } from './liveCall.js'
import { viewOf } from './view.js'

/** A step of a call. `Touched`: its value changed; each other step is a change for people too. */
export type CallStep =
  | { readonly _tag: 'Touched'; readonly call: CallState }
  | { readonly _tag: 'Began'; readonly call: CallState }
  | { readonly _tag: 'Ringing'; readonly call: CallState; readonly leg: Leg }
  | { readonly _tag: 'Answered'; readonly call: CallState; readonly by: Leg }
  | { readonly _tag: 'Held'; readonly call: CallState; readonly by: Leg; readonly isDoubtful: boolean }
  | { readonly _tag: 'Resumed'; readonly call: CallState; readonly by: Leg }
  | { readonly _tag: 'Transferred'; readonly call: CallState; readonly transfer: CallTransfer }
  | { readonly _tag: 'Parked'; readonly call: CallState; readonly parked: CallParked }
  /** `last`: the value of the younger call before it was absorbed. */
  | { readonly _tag: 'Merged'; readonly call: CallState; readonly younger: CallState; readonly last: LiveCall }
  | { readonly _tag: 'Ended'; readonly call: CallState }

/** The news of the model of calls: a change for people, or a new value. `isDoubtful`: a feature code may be the reason. */
export type CallNews =
  | Exclude<CallChange, { readonly _tag: 'Held' }>
  | { readonly _tag: 'Touched'; readonly call: LiveCall }
  | (Extract<CallChange, { readonly _tag: 'Held' }> & { readonly isDoubtful: boolean })

/** The news that a step makes. A step about a call that was absorbed in the same frame is about the whole. */
export const newsOf = (step: CallStep): CallNews => {
  const call = viewOf(step.call.whole())
  return step._tag === 'Merged' ? { _tag: 'Merged', call: step.last, into: call } : { ...step, call }
}

/** Changes that a call does not remember. */
const CHANGES_NO_VALUE: ReadonlySet<CallStep['_tag']> = new Set(['Ringing', 'Held', 'Resumed'])

/** The steps of one frame. Calls that nobody sees make none. */
export class StepNotes {
  #steps: CallStep[] = []
  readonly #touched = new Set<CallState>()

  /** A change for people. */
  note(step: CallStep): void {
    if (CHANGES_NO_VALUE.has(step._tag)) this.stir(step.call)
    else this.touch(step.call)
    if (step.call.isShown) this.#steps.push(step)
  }

  /** The value of a call changed. */
  touch(call: CallState): void {
    call.view = undefined
    this.#touched.add(call)
  }

  /** A device joined or left the call; its value stays. */
  stir(call: CallState): void {
    this.#touched.add(call)
  }

  /** The steps since the last time. */
  take(): readonly CallStep[] {
    if (this.#touched.size === 0) return []
    const told = new Set(this.#steps.map(({ call }) => call))
    const silent = [...this.#touched].filter((call) => call.isShown && call.into === undefined && !told.has(call))
    const steps = [...this.#steps, ...silent.map((call) => ({ _tag: 'Touched' as const, call }))]
    this.#steps = []
    this.#touched.clear()
    return steps
  }
}
