/** The row of mailboxes: counts from announcements, and from the answers to MailboxCount. */
import * as O from 'fp-ts/lib/Option.js'
import type { Frame } from '../protocol/frame.js'
import { countAnnounced, countAnswered, isEmpty, type MailboxCount, mailboxName } from '../protocol/mailbox.js'
import type { Answer, Fold, Question, Row, Tools } from './model.js'

/** A new count of a mailbox. */
export interface MailboxChange {
  readonly name: string
  readonly count: MailboxCount
}

/**
 * An Asterisk that is still starting counts no messages anywhere, so an empty answer is confirmed by a second one. Not a round second: tests
 * act at those, and rxjs's TestScheduler throws where one timer cancels another that is due at the same time.
 */
const COUNT: Question = {
  name: 'mailbox',
  action: 'MailboxCount',
  headers: (name) => ({ Mailbox: name }),
  form: 'response',
  answeredBy: 'NewMessages',
  confirm: {
    after: 1050,
    when: (items) => items.some((frame) => O.exists(isEmpty)(countAnswered(frame))),
  },
  weight: 200,
}

interface Box {
  readonly count: O.Option<MailboxCount>
  /** The reason to ignore an empty count: `announced`: messages were announced on this link; `first`: one empty answer came so far. */
  readonly doubt: 'announced' | 'first' | undefined
}

const UNKNOWN: Box = { count: O.none, doubt: undefined }

const nameIn = (frame: Frame): string => mailboxName(frame.exact('Mailbox') ?? '')

export class MailboxFold implements Fold<MailboxChange, MailboxCount, MailboxChange> {
  readonly #tools: Tools
  readonly #boxes = new Map<string, Box>()
  #shown: Map<string, MailboxCount> | undefined

  constructor(tools: Tools) {
    this.#tools = tools
  }

  event(_name: string, frame: Frame): readonly MailboxChange[] {
    const name = nameIn(frame)
    if (!this.#tools.watched(name)) return []
    const box = this.#box(name)
    const count = countAnnounced(frame, box.count)
    this.#tools.ask(COUNT, name)
    if (O.isNone(count)) return []
    this.#boxes.set(name, { count, doubt: isEmpty(count.value) ? undefined : 'announced' })
    return [{ name, count: count.value }]
  }

  answer({ items, denied }: Answer): readonly MailboxChange[] {
    return denied ? [] : items.flatMap((frame) => this.#counted(frame))
  }

  /** The proof that a mailbox contains messages ends with the link. */
  newLink(): void {
    for (const [name, { count }] of this.#boxes) this.#boxes.set(name, { count, doubt: undefined })
  }

  keys(steps: readonly MailboxChange[]): readonly string[] {
    return steps.map(({ name }) => name)
  }

  changes(steps: readonly MailboxChange[]): readonly MailboxChange[] {
    if (this.#shown !== undefined) for (const { name, count } of steps) this.#shown.set(name, count)
    return steps
  }

  standing(): readonly MailboxChange[] {
    return [...this.values()].map(([name, count]) => ({ name, count }))
  }

  steps(): readonly MailboxChange[] {
    return this.standing()
  }

  value(name: string): O.Option<MailboxCount> {
    return this.#box(name).count
  }

  values(): ReadonlyMap<string, MailboxCount> {
    return (this.#shown ??= new Map(
      [...this.#boxes].flatMap(([name, { count }]) => (O.isSome(count) ? [[name, count.value] as const] : [])),
    ))
  }

  unwatched(): void {
    this.#shown = undefined
  }

  /** Without a watcher a count is not kept up to date. */
  left(name: string): void {
    this.#boxes.delete(name)
  }

  #box(name: string): Box {
    return this.#boxes.get(name) ?? UNKNOWN
  }

  /**
   * An Asterisk that is still starting accepts logins and counts no messages anywhere, even in answer to its own announcement of some
   * (observed on 22.10). So one empty count proves nothing.
   */
  #counted(frame: Frame): readonly MailboxChange[] {
    const name = nameIn(frame)
    const answered = countAnswered(frame)
    if (O.isNone(answered) || !this.#tools.watched(name)) return []
    const count = answered.value
    const { count: known, doubt } = this.#box(name)
    if (isEmpty(count) && doubt === 'announced') return []
    if (isEmpty(count) && doubt === undefined && O.exists((before: MailboxCount) => !isEmpty(before))(known)) {
      this.#boxes.set(name, { count: known, doubt: 'first' })
      return []
    }
    // an announced box stays announced: its messages are proved for this link
    this.#boxes.set(name, { count: answered, doubt: doubt === 'announced' ? 'announced' : undefined })
    return [{ name, count }]
  }
}

export const MAILBOXES = {
  name: 'mailboxes',
  members: ['mailbox'],
  events: ['MessageWaiting'],
  questions: [COUNT],
  beginsEmpty: false,
  fold: (tools: Tools) => new MailboxFold(tools),
} as const satisfies Row<MailboxFold>
