/** Frames with a snapshot mark → whole answers. */
import { keyText, type Mark } from '../protocol/actionId.js'
import { bytesOf, type Frame } from '../protocol/frame.js'
import type { Answer, Query, Question } from './model.js'

/** The mark of a question of ours. */
export type SnapshotMark = Extract<Mark, { readonly _tag: 'Snapshot' }>

/** The questions that are asked now, and the keys that are watched. */
export interface Registry {
  /** The question of that name, or the one whose list ends with that event. */
  readonly named: (name: string) => Question | undefined
  readonly endingWith: (event: string) => Question | undefined
  readonly keys: (question: Question) => readonly string[]
}

interface OpenList {
  readonly id: string | undefined
  readonly mark: SnapshotMark
  /** Undefined for a mark without a name: only the end of the list shows the question. */
  readonly question: Question | undefined
  readonly items: Frame[]
  size: number
}

/** The question of a `-snapshot` mark without a name, unless the end of its list is the end of another question. */
const BARE = 'channels'

const isDenied = ({ response }: Frame): boolean => response !== 'Success'

const isCancelled = (frame: Frame): boolean => frame.exact('EventList')?.toLowerCase() !== 'complete'

/** True for a success that no items follow, as where there is no voicemail user (`app_voicemail.c:manager_list_voicemail_users`). */
const isEmptyList = (frame: Frame): boolean =>
  frame.exact('EventList') === undefined && frame.exact('Message')?.endsWith('will follow') !== true

/** False for an item that the question does not read. Some lists have items with passwords (`AuthDetail`): they are dropped at once. */
const isItem = (question: Question | undefined, event: string | undefined): boolean =>
  question?.items === undefined || (event !== undefined && question.items.includes(event))

/** Reads the replies of one log, one list at a time. `limit`: bytes of one list in memory; a longer one is dropped, as one that was cut short. */
export class Answers {
  readonly #registry: Registry
  readonly #limit: number
  #open: OpenList | undefined

  constructor(registry: Registry, limit: number) {
    this.#registry = registry
    this.#limit = limit
  }

  /** True while a list is open: any event may be an item of it. */
  isOpen(): boolean {
    return this.#open !== undefined
  }

  /** A response with a snapshot mark: a whole answer, or the beginning of a list. A list that was open is dropped. */
  response(mark: SnapshotMark, frame: Frame): Answer | 'listBegins' | undefined {
    this.#open = undefined
    const question = this.#registry.named(mark.question ?? BARE)
    if (question === undefined) return undefined
    const query = this.#query(question, mark)
    if (question.none?.test(frame.exact('Message') ?? '') === true) return answerTo(query, [])
    if (isDenied(frame)) return { ...answerTo(query, []), denied: true }
    if (question.form === 'response') return answerTo(query, [frame])
    if (isEmptyList(frame)) return answerTo(query, [])
    this.#open = {
      id: frame.actionId,
      mark,
      question: mark.question === undefined ? undefined : question,
      items: [],
      size: 0,
    }
    return 'listBegins'
  }

  /** An event with a snapshot mark: an item, or the end of the open list, which gives its whole answer. */
  item(name: string, frame: Frame): Answer | undefined {
    const open = this.#open
    if (open === undefined || open.id !== frame.actionId) return undefined
    if (frame.exact('EventList') === undefined) {
      if (isItem(open.question, name)) open.items.push(frame)
      this.#grow(open, frame)
      return undefined
    }
    this.#open = undefined
    if (isCancelled(frame)) return undefined
    const { mark } = open
    const isBare = open.question === undefined
    const question = open.question ?? this.#registry.endingWith(name) ?? this.#registry.named(BARE)
    if (question === undefined) return undefined
    const items = isBare ? open.items.filter(({ event }) => isItem(question, event)) : open.items
    return isBare && question.headers !== undefined
      ? { ...answerTo({ question }, items), isScoped: false }
      : answerTo(this.#query(question, mark), items)
  }

  /** A new link, or the end of the frames: an open list is dropped. */
  drop(): void {
    this.#open = undefined
  }

  #grow(open: OpenList, frame: Frame): void {
    open.size += bytesOf(frame)
    if (open.size > this.#limit) this.#open = undefined
  }

  #query(question: Question, { key }: SnapshotMark): Query {
    if (key === undefined) return { question }
    const known = this.#registry.keys(question).find((each) => keyText(question.name, each) === key)
    return { question, key: known ?? key }
  }
}

const answerTo = (query: Query, items: readonly Frame[]): Answer => ({
  ...query,
  items,
  denied: false,
  isScoped: true,
})
