/** The row of channels: a fold over frames that no lost link, late list or missed event can make wrong. */
import * as O from 'fp-ts/lib/Option.js'
import { type Channel, sameChannel, type Uniqueid } from '../protocol/channel.js'
import type { Frame } from '../protocol/frame.js'
import type { EventName } from '../protocol/typedEvent.js'
import { count } from '../protocol/value.js'
import { memoryBudget } from './budget.js'
import { ChannelRecord, type Evidence } from './channelRecord.js'
import type { Answer, Fold, Question, Row, Tools } from './model.js'
import { Table } from './table.js'

/** A change of one channel. `cause`: the Q.850 hangup cause, where Asterisk gave one. `Ended` has the extension of the Hangup, too. */
export type ChannelChange =
  | { readonly _tag: 'Added'; readonly channel: Channel }
  | { readonly _tag: 'Changed'; readonly channel: Channel; readonly before: Channel }
  | { readonly _tag: 'Ended'; readonly channel: Channel; readonly cause: O.Option<number> }

/** A step of the fold: a channel was shown for the first time, was shown again (changed or not), or ended. */
export type ChannelStep =
  | { readonly _tag: 'First'; readonly after: ChannelRecord }
  | { readonly _tag: 'Again'; readonly after: ChannelRecord; readonly before: ChannelRecord }
  | {
      readonly _tag: 'Last'
      readonly before: ChannelRecord
      readonly cause: O.Option<number>
      readonly hangup: Frame | undefined
    }

/** Events that show a living channel. Each of them makes up for a Newchannel that was missed. */
const SHOW_LIFE = [
  'Newchannel',
  'Newstate',
  'NewCallerid',
  'NewConnectedLine',
  'BridgeEnter',
  'BridgeLeave',
  'Hold',
  'Unhold',
] as const satisfies readonly EventName[]

/**
 * `Status` can lack a living channel while AMI Bridge moves it (0.4 % of lists in a storm). So one list without a channel proves nothing,
 * and a second list is requested a moment later.
 */
const STATUS: Question = {
  name: 'channels',
  action: 'Status',
  form: 'list',
  items: ['Status'],
  end: 'StatusComplete',
  confirm: { after: 250 },
  weight: 8000,
}

type StepOf<T extends ChannelStep['_tag']> = Extract<ChannelStep, { readonly _tag: T }>

/** The changes that steps make: channels are built for them. */
export const changesOf = (steps: readonly ChannelStep[]): readonly ChannelChange[] => steps.flatMap(changeOf)

const changeOf = (step: ChannelStep): ChannelChange | readonly [] => {
  switch (step._tag) {
    case 'First':
      return { _tag: 'Added', channel: step.after.channel }
    case 'Again': {
      const { channel } = step.after
      const before = step.before.channel
      return sameChannel(channel, before) ? [] : { _tag: 'Changed', channel, before }
    }
    case 'Last':
      return { _tag: 'Ended', channel: endedChannel(step), cause: step.cause }
  }
}

/**
 * A channel as its Hangup shows it. The Hangup of an originated call that nobody took is often the first event with its extension. With the
 * extension `h` Asterisk runs the end of a call: it says nothing about the call.
 */
const endedChannel = ({ before: { channel }, hangup }: StepOf<'Last'>): Channel => {
  const exten = hangup?.exact('Exten')
  if (exten === undefined || exten === '' || exten === 'h' || exten === channel.exten) return channel
  return { ...channel, exten, context: hangup?.exact('Context') ?? channel.context }
}

/** The fold of channels; the models of calls and devices read its `live`. */
export class ChannelFold implements Fold<ChannelStep, Channel, ChannelChange> {
  readonly live: ReadonlyMap<Uniqueid, ChannelRecord>
  readonly #table = new Table<ChannelRecord>(2)
  readonly #budget
  /** The map that `channel$` emits, kept up to date while it is subscribed; undefined: built at the next use. */
  #shown: Map<Uniqueid, Channel> | undefined

  constructor(tools: Tools) {
    this.live = this.#table.live
    this.#budget = memoryBudget(tools.memory, tools.full)
  }

  event(name: string, frame: Frame, at: number): readonly ChannelStep[] {
    if (name === 'Hangup') return this.#hungUp(frame)
    return name === 'Rename' ? this.#renamed(frame, at) : this.#alive(name, frame, at)
  }

  answer({ items, denied }: Answer, at: number): readonly ChannelStep[] {
    return denied ? [] : this.#merge(items, at)
  }

  newLink(): void {
    this.#table.newLink()
  }

  keys(steps: readonly ChannelStep[]): readonly string[] {
    return steps.map((step) => (step._tag === 'Last' ? step.before.uniqueid : step.after.uniqueid))
  }

  changes(steps: readonly ChannelStep[]): readonly ChannelChange[] {
    const changes = changesOf(steps)
    if (this.#shown !== undefined) for (const change of changes) show(this.#shown, change)
    return changes
  }

  standing(): readonly ChannelChange[] {
    return [...this.values().values()].map((channel) => ({ _tag: 'Added', channel }))
  }

  steps(): readonly ChannelStep[] {
    return [...this.live.values()].map((after) => ({ _tag: 'First', after }))
  }

  value(uniqueid: Uniqueid): O.Option<Channel> {
    return O.fromNullable(this.live.get(uniqueid)?.channel)
  }

  values(): ReadonlyMap<Uniqueid, Channel> {
    return (this.#shown ??= new Map([...this.live].map(([uniqueid, { channel }]) => [uniqueid, channel])))
  }

  unwatched(): void {
    this.#shown = undefined
  }

  /** `name`: of the channel. Rename has the name under another header than other events. */
  #see(uniqueid: Uniqueid, name: string, evidence: Evidence, before = this.live.get(uniqueid)): readonly ChannelStep[] {
    const after = new ChannelRecord(uniqueid, name, evidence, before)
    const { link } = evidence
    if (!this.#budget.reserve(after.size - (before?.size ?? 0))) return []
    if (link === undefined) this.#table.keep(after.uniqueid, after)
    else this.#table.see(after.uniqueid, after)
    return [before === undefined ? { _tag: 'First', after } : { _tag: 'Again', after, before }]
  }

  #ended(before: ChannelRecord | undefined, cause: O.Option<number>, hangup?: Frame): readonly ChannelStep[] {
    if (before === undefined) return []
    this.#budget.free(before.size)
    return [{ _tag: 'Last', before, cause, hangup }]
  }

  #alive(event: string, frame: Frame, at: number): readonly ChannelStep[] {
    const uniqueid = frame.exact('Uniqueid')
    const name = frame.exact('Channel')
    if (uniqueid === undefined || name === undefined) return []
    const before = this.live.get(uniqueid)
    if (before === undefined) {
      if (event === 'Newchannel') this.#table.begin(uniqueid)
      // up to some hundred events of a storm come after the Hangup of their channel (observed on 22.10)
      else if (this.#table.hasEnded(uniqueid)) return []
    }
    return this.#see(uniqueid, name, { event, frame, at, link: this.#table.link() }, before)
  }

  #renamed(frame: Frame, at: number): readonly ChannelStep[] {
    const uniqueid = frame.exact('Uniqueid') ?? ''
    const name = frame.exact('Newname')
    return name !== undefined && this.live.has(uniqueid)
      ? this.#see(uniqueid, name, { event: 'Rename', frame, at, link: undefined })
      : []
  }

  #hungUp(frame: Frame): readonly ChannelStep[] {
    const uniqueid = frame.exact('Uniqueid')
    if (uniqueid === undefined) return []
    return this.#ended(this.#table.end(uniqueid), count(frame.exact('Cause')), frame)
  }

  /** Ignores items of ended channels: Asterisk may send a Hangup before the list although the Hangup is newer than the item. */
  #merge(items: readonly Frame[], at: number): readonly ChannelStep[] {
    const listed = new Map(items.map((frame) => [frame.exact('Uniqueid') ?? '', frame]))
    const seen = [...listed].flatMap(([uniqueid, frame]) => {
      const name = frame.exact('Channel')
      return uniqueid === '' || name === undefined || this.#table.hasEnded(uniqueid)
        ? []
        : this.#see(uniqueid, name, { event: 'Status', frame, at, link: undefined })
    })
    const ended = this.#table.missing((uniqueid) => listed.has(uniqueid))
    return [...seen, ...ended.flatMap((uniqueid) => this.#ended(this.#table.drop(uniqueid), O.none))]
  }
}

const show = (shown: Map<Uniqueid, Channel>, { _tag, channel }: ChannelChange): void => {
  if (_tag === 'Ended') shown.delete(channel.uniqueid)
  else shown.set(channel.uniqueid, channel)
}

export const CHANNELS = {
  name: 'channels',
  members: ['channel$', 'channelChange$'],
  events: [...SHOW_LIFE, 'Rename', 'Hangup'],
  questions: [STATUS],
  lost: ['endedCalls'],
  beginsEmpty: true,
  fold: (tools: Tools) => new ChannelFold(tools),
} as const satisfies Row<ChannelFold>
