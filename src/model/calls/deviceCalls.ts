/** The row of the calls of each device: derived from the calls. */
import * as O from 'fp-ts/lib/Option.js'
import type { Frame } from '../../protocol/frame.js'
import type { Answer, Fold, Row, Tools } from '../model.js'
import { CALLS, type CallsFold } from './calls.js'
import type { CallState } from './callState.js'
import type { CallStep } from './callSteps.js'
import type { LiveCall } from './liveCall.js'
import { viewOf } from './view.js'

const NO_KEYS: readonly string[] = []

/** The devices with a living channel in the call, by both of their keys. */
const devicesOf = (call: CallState): readonly string[] => [
  ...new Set([...call.legs.values()].flatMap(({ isHidden, record }) => (isHidden ? [] : (record?.keys ?? [])))),
]

const callsOf = (step: CallStep): readonly CallState[] => [
  step.call.whole(),
  ...(step._tag === 'Merged' ? [step.younger] : []),
]

/** A step is the key of a device; a value is all calls of one, oldest first. */
export class DeviceCallsFold implements Fold<string, readonly LiveCall[], never, CallStep> {
  readonly #tools: Tools
  readonly #byDevice = new Map<string, Set<CallState>>()
  readonly #devices = new Map<CallState, readonly string[]>()
  /** Devices that lost their last known call on a link that has not listed its channels yet: they may have other calls. */
  readonly #doubtful = new Set<string>()

  constructor(tools: Tools, calls: CallsFold) {
    this.#tools = tools
    this.#apply(calls.steps())
  }

  event(_name: string, _frame: Frame, _at: number, steps: readonly CallStep[]): readonly string[] {
    const keys = this.#apply(steps)
    if (this.#doubtful.size === 0 && !this.#tools.unlisted()) return keys
    return keys.filter((key) => !this.#isDoubtful(key))
  }

  answer(_answer: Answer, _at: number, steps: readonly CallStep[]): readonly string[] {
    if (!this.#tools.unlisted()) this.#doubtful.clear()
    return this.#apply(steps)
  }

  newLink(): void {
    // calls stay
  }

  keys(steps: readonly string[]): readonly string[] {
    return steps
  }

  changes(): readonly never[] {
    return []
  }

  standing(): readonly never[] {
    return []
  }

  steps(): readonly string[] {
    return [...this.#byDevice.keys()]
  }

  /** Without a list, a device without calls is an unknown one. */
  value(key: string, touched: boolean): O.Option<readonly LiveCall[]> {
    const calls = [...(this.#byDevice.get(key) ?? [])].map(viewOf).sort((a, b) => a.began - b.began)
    const knowledge = this.#tools.knowledge()
    const isKnown =
      calls.length > 0 || touched ? knowledge !== 'nothing' : knowledge === 'all' && !this.#doubtful.has(key)
    return isKnown ? O.some(calls) : O.none
  }

  values(): ReadonlyMap<string, readonly LiveCall[]> {
    return new Map([...this.#byDevice].map(([key, calls]) => [key, [...calls].map(viewOf)]))
  }

  unwatched(): void {
    // no map is kept
  }

  #isDoubtful(key: string): boolean {
    const isDoubtful = this.#tools.unlisted() && !this.#byDevice.has(key)
    if (isDoubtful) this.#doubtful.add(key)
    else this.#doubtful.delete(key)
    return isDoubtful
  }

  /** Notes the devices of changed calls; returns the keys of all devices that a change concerns. */
  #apply(steps: readonly CallStep[]): readonly string[] {
    if (steps.length === 0) return NO_KEYS
    const changed = new Set(steps.flatMap(callsOf))
    return [...new Set([...changed].flatMap((call) => this.#move(call)))]
  }

  #move(call: CallState): readonly string[] {
    const before = this.#devices.get(call) ?? NO_KEYS
    const after = call.into === undefined ? devicesOf(call) : NO_KEYS
    for (const key of before) this.#remove(key, call)
    for (const key of after) this.#add(key, call)
    if (after.length === 0) this.#devices.delete(call)
    else this.#devices.set(call, after)
    return [...before, ...after]
  }

  #add(key: string, call: CallState): void {
    const calls = this.#byDevice.get(key)
    if (calls === undefined) this.#byDevice.set(key, new Set([call]))
    else calls.add(call)
  }

  #remove(key: string, call: CallState): void {
    const calls = this.#byDevice.get(key)
    calls?.delete(call)
    if (calls?.size === 0) this.#byDevice.delete(key)
  }
}

export const DEVICE_CALLS = {
  name: 'deviceCalls',
  parent: CALLS,
  members: ['callOf'],
  questions: [],
  beginsEmpty: true,
  fold: (tools: Tools, calls: CallsFold) => new DeviceCallsFold(tools, calls),
} as const satisfies Row<DeviceCallsFold, CallsFold>
