/** The row of hints: from events, and from one question for each watched hint. */
import type * as O from 'fp-ts/lib/Option.js'
import type { Frame } from '../../protocol/frame.js'
import { copied } from '../copied.js'
import type { Answer, Question, Row, Tools } from '../model.js'
import { type ExtensionState, extensionStateIn, sameExtensionState } from './extensionState.js'
import { KeyedFold, type KeyedReading, type Shown } from './keyed.js'

/** Asked again every 5 minutes: a hint that is taken out of the dialplan has no event. */
const HINT: Question = {
  name: 'hint',
  action: 'ExtensionState',
  headers: (key) => {
    const at = key.lastIndexOf('@')
    return at < 0 ? { Exten: key, Context: 'default' } : { Exten: key.slice(0, at), Context: key.slice(at + 1) }
  },
  form: 'response',
  answeredBy: 'Hint',
  every: 300_000,
  weight: 200,
}

/** Lists a hint of a pattern only once somebody asked for it. */
const HINTS: Question = {
  name: 'hints',
  action: 'ExtensionStateList',
  form: 'list',
  items: ['ExtensionStatus'],
  end: 'ExtensionStateListComplete',
  every: 300_000,
  weight: 60_000,
}

/** Hints without a watcher whose newest status is remembered. */
const MOST_REMEMBERED = 2000
/** Milliseconds between two rounds of questions after events that say nothing new. */
const ROUND = 10_000

const keyIn = (frame: Frame): string => `${frame.exact('Exten') ?? ''}@${frame.exact('Context') ?? ''}`

const shownIn = (frame: Frame): readonly Shown<O.Option<ExtensionState>>[] => {
  const state = extensionStateIn(frame)
  return state === undefined ? [] : [[keyIn(frame), state]]
}

const READING: KeyedReading<O.Option<ExtensionState>> = {
  event: shownIn,
  answer: ({ items }) => items.flatMap(shownIn),
  same: sameExtensionState,
}

export class HintFold extends KeyedFold<O.Option<ExtensionState>> {
  readonly #tools: Tools
  /** The newest status and hint of each extension. */
  readonly #told = new Map<string, string>()
  /** The keys that are watched, also those without a value so far. */
  readonly #wanted = new Set<string>()
  #askedAt = -Infinity
  /** True where all hints were asked for at once: then a further one has no question of its own. */
  #isListed = false

  constructor(tools: Tools) {
    super(tools, READING)
    this.#tools = tools
  }

  override event(name: string, frame: Frame, at = 0): readonly string[] {
    // an item of a list that nobody reads any more
    if (frame.actionId !== undefined) return []
    if (this.#saysNothingNew(frame)) this.#askAll(at)
    return super.event(name, frame)
  }

  override answer(answer: Answer): readonly string[] {
    const steps = super.answer(answer)
    if (answer.question !== HINTS || answer.denied) return steps
    this.#isListed = true
    const listed = new Set(answer.items.map(keyIn))
    for (const key of this.#wanted) if (!listed.has(key)) this.#tools.ask(HINT, key)
    return steps
  }

  override value(key: string): O.Option<O.Option<ExtensionState>> {
    if (this.#isListed && !this.#wanted.has(key)) this.#tools.ask(HINT, key)
    this.#wanted.add(key)
    return super.value(key)
  }

  override left(key: string): void {
    this.#wanted.delete(key)
    super.left(key)
  }

  /**
   * A reload of the dialplan tells every hint again, and a new one without its devices first. A hint that is gone it tells by nothing: only a
   * question shows that.
   */
  #saysNothingNew(frame: Frame): boolean {
    const key = keyIn(frame)
    const [hint, status] = [frame.exact('Hint') ?? '', frame.exact('Status') ?? '']
    const told = `${status} ${hint}`
    const before = this.#told.get(key)
    if (before === undefined && this.#told.size >= MOST_REMEMBERED) return false
    if (before !== told) this.#told.set(copied(key), copied(told))
    return before === told || hint === ''
  }

  #askAll(at: number): void {
    if (at - this.#askedAt < ROUND) return
    this.#askedAt = at
    if (this.#isListed) this.#tools.ask(HINTS)
    else for (const key of this.values().keys()) this.#tools.ask(HINT, key)
  }
}

export const EXTENSION_STATES = {
  name: 'hints',
  members: ['extensionState'],
  events: ['ExtensionStatus'],
  questions: [HINT, HINTS],
  mostKeys: 500,
  beginsEmpty: false,
  fold: (tools: Tools) => new HintFold(tools),
} as const satisfies Row<HintFold>
