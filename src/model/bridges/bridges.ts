/** The row of bridges: members from the channels, kinds from the events and the list of bridges. */
import * as O from 'fp-ts/lib/Option.js'
import type { Frame } from '../../protocol/frame.js'
import { compareAge } from '../age.js'
import { memoryBudget } from '../budget.js'
import type { ChannelRecord } from '../channelRecord.js'
import { CHANNELS, type ChannelFold, type ChannelStep } from '../channels.js'
import { copied } from '../copied.js'
import type { Answer, Fold, Question, Row, Tools } from '../model.js'
import { Table } from '../table.js'
import { type Bridge, type BridgeKind, kindIn, sameBridge, sameKind, UNKNOWN_KIND } from './bridge.js'
import { BridgeMembers } from './members.js'

/** The new value of a bridge; undefined: it is gone. */
export interface BridgeChange {
  readonly id: string
  readonly bridge: Bridge | undefined
}

/** The kinds of all bridges. The members come with the list of channels. */
const LIST: Question = {
  name: 'bridges',
  action: 'BridgeList',
  form: 'list',
  items: ['BridgeListItem'],
  end: 'BridgeListComplete',
  optional: true,
  weight: 3000,
}

interface Known {
  readonly kind: BridgeKind
  readonly link: number | undefined
}

/** Bytes of a known bridge. */
const BRIDGE_BYTES = 600

export class BridgesFold implements Fold<string, Bridge, BridgeChange, ChannelStep> {
  readonly #channels: ChannelFold
  readonly #members = new BridgeMembers()
  readonly #kinds = new Table<Known>(1)
  readonly #budget
  #shown: Map<string, Bridge> | undefined

  constructor(tools: Tools, channels: ChannelFold) {
    this.#channels = channels
    this.#budget = memoryBudget(tools.memory, tools.full)
    for (const step of channels.steps()) this.#members.apply(step)
  }

  event(name: string, frame: Frame, _at: number, steps: readonly ChannelStep[]): readonly string[] {
    const moved = steps.flatMap((step) => this.#moved(step))
    const own = this.#own(name, frame)
    return own === undefined || moved.includes(own) ? moved : [...moved, own]
  }

  answer({ question, items, denied }: Answer, _at: number, steps: readonly ChannelStep[]): readonly string[] {
    const moved = steps.flatMap((step) => this.#moved(step))
    if (denied) return moved
    return [...moved, ...(question === LIST ? this.#list(items) : this.#forgetEmpty())]
  }

  newLink(): void {
    this.#kinds.newLink()
  }

  keys(steps: readonly string[]): readonly string[] {
    return steps
  }

  changes(steps: readonly string[]): readonly BridgeChange[] {
    const shown = this.#shown
    if (shown === undefined) return steps.map((id) => ({ id, bridge: O.toUndefined(this.value(id)) }))
    return [...new Set(steps)].flatMap((id) => this.#show(shown, id))
  }

  standing(): readonly BridgeChange[] {
    return [...this.values()].map(([id, bridge]) => ({ id, bridge }))
  }

  steps(): readonly string[] {
    return [...this.#living()]
  }

  value(id: string): O.Option<Bridge> {
    const known = this.#kinds.live.get(id)
    const uniqueids = [...this.#members.of(id)]
    if (known === undefined && (uniqueids.length === 0 || this.#kinds.hasEnded(id))) return O.none
    const members = uniqueids.flatMap((uniqueid) => this.#channels.live.get(uniqueid) ?? []).sort(byAge)
    const kind = known?.kind ?? UNKNOWN_KIND
    return O.some({
      id: copied(id),
      ...kind,
      members: members.map(({ uniqueid, name }) => ({ uniqueid, channel: name })),
    })
  }

  values(): ReadonlyMap<string, Bridge> {
    return (this.#shown ??= new Map(
      [...this.#living()].flatMap((id) => {
        const bridge = this.value(id)
        return O.isSome(bridge) ? [[id, bridge.value] as const] : []
      }),
    ))
  }

  unwatched(): void {
    this.#shown = undefined
  }

  #living(): ReadonlySet<string> {
    return new Set([...this.#kinds.live.keys(), ...this.#members.bridges()])
  }

  /** The bridges that a step of a channel touches. A new name of a channel touches its bridge. */
  #moved(step: ChannelStep): readonly string[] {
    const moved = this.#members.apply(step)
    if (step._tag !== 'Again' || step.before.name === step.after.name) return moved
    return O.isSome(step.after.past.bridge) ? [...moved, step.after.past.bridge.value] : moved
  }

  #own(name: string, frame: Frame): string | undefined {
    const id = frame.exact('BridgeUniqueid')
    if (id === undefined || id === '') return undefined
    if (name === 'BridgeDestroy') {
      this.#free(this.#kinds.end(id))
      return id
    }
    if (name !== 'BridgeCreate' && name !== 'BridgeEnter') return undefined
    // a bridge has one life: what comes after its end is late
    return this.#kinds.hasEnded(id) || !this.#learn(id, kindIn(frame), true) ? undefined : id
  }

  /** Returns true where that is new. */
  #learn(given: string, kind: BridgeKind, isEvent: boolean): boolean {
    const before = this.#kinds.live.get(given)
    if (before === undefined && !this.#budget.reserve(BRIDGE_BYTES)) return false
    const id = before === undefined ? copied(given) : given
    const link = isEvent ? this.#kinds.link() : before?.link
    const isSame = before !== undefined && sameKind(before.kind, kind)
    if (isSame && before.link === link) return false
    const known = { kind: isSame ? before.kind : kind, link }
    if (isEvent) this.#kinds.see(id, known)
    else this.#kinds.keep(id, known)
    return !isSame
  }

  #list(items: readonly Frame[]): readonly string[] {
    const listed = new Map(items.map((item) => [item.exact('BridgeUniqueid') ?? '', item]))
    const learned = [...listed].flatMap(([id, item]) =>
      id === '' || this.#kinds.hasEnded(id) || !this.#learn(id, kindIn(item), false) ? [] : [id],
    )
    return [...learned, ...this.#drop(this.#kinds.missing((id) => listed.has(id)))]
  }

  /** Where bridges are not listed, an empty one of an older link is not believed. */
  #forgetEmpty(): readonly string[] {
    return this.#drop(this.#kinds.missing((id) => this.#members.of(id).size > 0))
  }

  #drop(ids: readonly string[]): readonly string[] {
    for (const id of ids) this.#free(this.#kinds.drop(id))
    return ids
  }

  #free(known: Known | undefined): void {
    if (known !== undefined) this.#budget.free(BRIDGE_BYTES)
  }

  #show(shown: Map<string, Bridge>, id: string): readonly BridgeChange[] {
    const before = shown.get(id)
    const bridge = O.toUndefined(this.value(id))
    if (bridge === undefined) return shown.delete(id) ? [{ id, bridge }] : []
    if (before !== undefined && sameBridge(before, bridge)) return []
    shown.set(bridge.id, bridge)
    return [{ id, bridge }]
  }
}

/** The order is that of the channels and not of their coming, which a list does not show. */
const byAge = (a: ChannelRecord, b: ChannelRecord): number =>
  compareAge(a.uniqueid, b.uniqueid) || (a.uniqueid < b.uniqueid ? -1 : 1)

export const BRIDGES = {
  name: 'bridges',
  parent: CHANNELS,
  members: ['bridge$'],
  events: ['BridgeCreate', 'BridgeDestroy'],
  questions: [LIST],
  beginsEmpty: true,
  fold: (tools: Tools, channels: ChannelFold) => new BridgesFold(tools, channels),
} as const satisfies Row<BridgesFold, ChannelFold>
