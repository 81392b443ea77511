/** The row of calls: derived from the channels. */
import * as O from 'fp-ts/lib/Option.js'
import type { Frame } from '../../protocol/frame.js'
import { memoryBudget } from '../budget.js'
import { CHANNELS, type ChannelFold, type ChannelStep } from '../channels.js'
import type { Answer, Fold, Row, Tools } from '../model.js'
import { CALL_EVENTS, HELPING_EVENTS } from './callEvents.js'
import type { CallState } from './callState.js'
import { type CallNews, type CallStep, newsOf } from './callSteps.js'
import { CallTracker } from './callTracker.js'
import type { LiveCall } from './liveCall.js'
import { viewOf } from './view.js'

export class CallsFold implements Fold<CallStep, LiveCall, CallNews, ChannelStep> {
  readonly #tracker: CallTracker
  /** The map that `call$` emits; undefined: built at the next use. */
  #shown: Map<string, LiveCall> | undefined
  #revision = 0

  constructor(tools: Tools, channels: ChannelFold) {
    this.#tracker = new CallTracker(memoryBudget(tools.memory, tools.full))
    const steps = channels.steps()
    this.#tracker.list([], newestState(steps), steps)
    this.#tracker.notes.take()
  }

  event(name: string, frame: Frame, at: number, steps: readonly ChannelStep[]): readonly CallStep[] {
    this.#tracker.event(name, frame, at, steps)
    return this.#tracker.notes.take()
  }

  answer({ items }: Answer, at: number, steps: readonly ChannelStep[]): readonly CallStep[] {
    this.#tracker.list(items, at, steps)
    return this.#tracker.notes.take()
  }

  newLink(): void {
    for (const call of this.#tracker.book.calls()) call.hasGap = true
  }

  keys(steps: readonly CallStep[]): readonly string[] {
    return [...new Set(steps.map(({ call }) => call.whole().id))]
  }

  changes(steps: readonly CallStep[]): readonly CallNews[] {
    const news = steps.map(newsOf)
    if (this.#shown !== undefined) for (const each of news) this.#show(this.#shown, each)
    return news
  }

  standing(): readonly CallNews[] {
    return [...this.values().values()].map((call) => ({ _tag: 'Began', call }))
  }

  steps(): readonly CallStep[] {
    return this.#living().map((call) => ({ _tag: 'Began', call }))
  }

  value(id: string): O.Option<LiveCall> {
    const call = this.#tracker.book.find(id)
    return call?.isShown === true && call.id === id ? O.some(viewOf(call)) : O.none
  }

  values(): ReadonlyMap<string, LiveCall> {
    return (this.#shown ??= new Map(this.#living().map((call) => [call.id, viewOf(call)])))
  }

  unwatched(): void {
    this.#shown = undefined
  }

  /** A number that changes with the map of `values`: some changes for people leave it as it is. */
  revision(): number {
    return this.#revision
  }

  #show(shown: Map<string, LiveCall>, news: CallNews): void {
    if (news._tag === 'Ended' || news._tag === 'Merged') this.#revision += shown.delete(news.call.id) ? 1 : 0
    const call = news._tag === 'Merged' ? news.into : news.call
    if (news._tag === 'Ended' || shown.get(call.id) === call) return
    shown.set(call.id, call)
    this.#revision += 1
  }

  #living(): readonly CallState[] {
    return [...this.#tracker.book.calls()].filter(({ isShown }) => isShown)
  }
}

/** About the time of the newest change of channels that were known before. */
const newestState = (steps: readonly ChannelStep[]): number =>
  steps.reduce((newest, step) => (step._tag === 'Last' ? newest : Math.max(newest, step.after.past.since)), 0)

export const CALLS = {
  name: 'calls',
  parent: CHANNELS,
  members: ['call$', 'callChange$'],
  events: Object.keys(CALL_EVENTS),
  helped: [...Object.keys(HELPING_EVENTS), 'DTMFEnd'],
  questions: [],
  beginsEmpty: true,
  fold: (tools: Tools, channels: ChannelFold) => new CallsFold(tools, channels),
} as const satisfies Row<CallsFold, ChannelFold>
