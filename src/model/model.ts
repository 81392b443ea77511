/** The shape of a live model: one row describes it, and all else is derived from the row. */
import type { Option } from 'fp-ts/lib/Option.js'
import type { HeaderValue } from '../protocol/action.js'
import type { Frame } from '../protocol/frame.js'

/** The rights that a member of `Asterisk` needs, by the events that it reads and the actions that it sends. */
export interface Needs {
  /** Members of `Asterisk`: `device`, `channel$` … */
  readonly members: readonly string[]
  /** The live models behind them, the parents first. */
  readonly models?: readonly string[]
  /** Without these events the values are wrong. */
  readonly events?: readonly string[]
  /** With these events the values are better. */
  readonly helped?: readonly string[]
  readonly actions?: readonly string[]
  /** Names for what an outage loses for ever: `Gap.unknown` lists them. */
  readonly lost?: readonly string[]
}

/** A question that lists the present state. */
export interface Question {
  /** Stands in the mark of its ActionID: short, and without a dash. */
  readonly name: string
  readonly action: string
  /** Headers that are always sent. */
  readonly fixed?: Readonly<Record<string, HeaderValue>>
  /** The headers that ask about one key. A question without them is about everything. */
  readonly headers?: (key: string) => Readonly<Record<string, string>>
  /** A list, or one response. */
  readonly form: 'list' | 'response'
  /** The names of the events that are its items, and of the event that ends it. They show the list in recordings without our marks. */
  readonly items?: readonly string[]
  readonly end?: string
  /** The header of a response that answers this question even without our mark. */
  readonly answeredBy?: string
  /** The message of an Error that means an empty list. */
  readonly none?: RegExp
  /** The values of the model are known without an answer to it. Asked only while the whole model is watched, not for a key. */
  readonly optional?: true
  /** Asks once more, `after` milliseconds later: always, or where `when` is true for the answer. */
  readonly confirm?: { readonly after: number; readonly when?: (items: readonly Frame[]) => boolean }
  /** Asks again every so many milliseconds, give or take a tenth. */
  readonly every?: number
  /** Bytes of a usual answer: the smallest is asked first. */
  readonly weight: number
}

/** One thing to ask: a question, and its key where it has one. */
export interface Query {
  readonly question: Question
  readonly key?: string | undefined
}

/** The whole answer to a query. */
export interface Answer extends Query {
  readonly items: readonly Frame[]
  /** Asterisk refused to answer. */
  readonly denied: boolean
  /** False where the key of the question is unknown: the items are true, and a missing item proves nothing. */
  readonly isScoped: boolean
}

/**
 * The state of knowledge of a model: `nothing` until its lists came, `seen` where a list is refused (events are true, everything else is
 * unknown), `all` from the first whole list on.
 */
export type Knowledge = 'nothing' | 'seen' | 'all'

/** The services of the engine for a fold. */
export interface Tools {
  readonly knowledge: () => Knowledge
  /** True on a link that has not answered a needed question yet: what began during the outage is unknown. */
  readonly unlisted: () => boolean
  /** True while that key, or the whole model, is watched. */
  readonly watched: (key: string) => boolean
  /** Asks again, as an event raised a doubt, or asks what an answer leaves open. Nothing is asked in a replay. */
  readonly ask: (question: Question, key?: string) => void
  /** The memory budget of this model, in bytes. */
  readonly memory: number
  /** Reports that the memory budget is spent. */
  readonly full: () => void
}

/**
 * The state of one model, and how frames change it.
 *
 * `S`: a step, cheap, made for each frame. `V`: the value of a key. `C`: a change for people. `PS`: a step of the parent.
 */
export interface Fold<S, V, C, PS = never> {
  /** Reads an event. `parentSteps`: the steps that the parent made of this very frame. */
  event(name: string, frame: Frame, at: number, parentSteps: readonly PS[]): readonly S[]
  /** Reads an answer to a question of this row, or of its parent. Undefined: the answer is dropped. */
  answer(answer: Answer, at: number, parentSteps: readonly PS[]): readonly S[] | undefined
  newLink(): void
  /** The keys that steps touch. Asked for only while a key is watched. */
  keys(steps: readonly S[]): readonly string[]
  /** The changes that steps make. Asked for only while the whole or its changes are watched; keeps `values` up to date. */
  changes(steps: readonly S[]): readonly C[]
  /** The changes that would build the present state. */
  standing(): readonly C[]
  /** The steps that would build the present state: a derived model that comes later begins with them. */
  steps(): readonly S[]
  /** The value of a key; none: unknown. `touched`: an event or an answer has just shown it. */
  value(key: string, touched: boolean): Option<V>
  /** All values. One map, kept by `changes`, made anew after steps without a watcher. */
  values(): ReadonlyMap<string, V>
  /** Steps happened without a watcher: `values` is to be made anew. */
  unwatched(): void
  /** False while follow-up questions are open. */
  isComplete?(): boolean
  /** The last watcher of a key left. */
  left?(key: string): void
}

/** The description of a model: what it needs, what it asks, and its fold. */
export interface RowNeeds extends Needs {
  readonly name: string
  readonly questions: readonly Question[]
  /** Beyond so many watched keys the questions about everything are asked, in place of one question for each key. */
  readonly mostKeys?: number
  /** Questions that are optional for other rows, and that this row cannot do without. */
  readonly insists?: readonly Question[]
  /** The row that this one is derived from. */
  readonly parent?: RowNeeds
}

export interface Row<F, PF = undefined> extends RowNeeds {
  /** True where nothing exists before the first frame of a recording: channels yes; queues and mailboxes no. */
  readonly beginsEmpty: boolean
  readonly fold: (tools: Tools, parent: PF) => F
}

/** Asks the questions of models, one at a time, at each new link and again where a question needs it. */
export interface Asker {
  /** Keeps an answer current for a row while it is needed; the returned function ends that. */
  need(row: string, query: Query): () => void
  /** Asks once more for a row, soon. A query that no row needs is asked once on this link. */
  again(row: string, query: Query): void
}
