/** The knowledge of one row: its needed questions, and their answers so far. */
import type { Answer, Knowledge, Question, RowNeeds } from './model.js'

/** The lesser of two states of knowledge. */
export const lesser = (a: Knowledge, b: Knowledge): Knowledge => {
  if (a === 'all') return b
  return a === 'nothing' || b === 'all' ? a : b
}

/** The questions about everything that a row cannot do without. */
export const neededOf = ({ questions, insists = [] }: Pick<RowNeeds, 'questions' | 'insists'>): readonly Question[] =>
  questions.filter(
    (question) => question.headers === undefined && (question.optional !== true || insists.includes(question)),
  )

/** `startsKnown`: nothing exists before the first frame, so all is known. */
export class KnowledgeState {
  readonly #needed: readonly Question[]
  readonly #startsKnown: boolean
  /** Questions without an answer so far. */
  #unanswered: ReadonlySet<Question>
  /** Questions without an answer on this link. */
  #unlisted: ReadonlySet<Question> = new Set()
  #denied: ReadonlySet<Question> = new Set()

  constructor(needed: readonly Question[], startsKnown: boolean) {
    this.#needed = needed
    this.#startsKnown = startsKnown
    this.#unanswered = this.#atFirst()
  }

  /** `isComplete`: no follow-up question is open. */
  known(isComplete: boolean): Knowledge {
    if (this.#unanswered.size === 0) return isComplete ? 'all' : 'nothing'
    return [...this.#unanswered].every((question) => this.#denied.has(question)) ? 'seen' : 'nothing'
  }

  unlisted(): boolean {
    return this.#unlisted.size > 0
  }

  /** A link begins: changes of the outage are unknown until the lists of the link come. A recording needs no list. */
  newLink(isRecording: boolean): void {
    this.#unlisted = new Set(isRecording ? [] : this.#needed)
  }

  /** A question was answered, or refused. */
  note({ question, denied }: Answer): void {
    if (!this.#needed.includes(question)) return
    this.#unlisted = without(this.#unlisted, question)
    if (denied) this.#denied = new Set([...this.#denied, question])
    else this.#unanswered = without(this.#unanswered, question)
  }

  forget(): void {
    this.#unanswered = this.#atFirst()
    this.#unlisted = new Set()
    this.#denied = new Set()
  }

  #atFirst(): ReadonlySet<Question> {
    return new Set(this.#startsKnown ? [] : this.#needed)
  }
}

const without = <A>(all: ReadonlySet<A>, gone: A): ReadonlySet<A> => new Set([...all].filter((each) => each !== gone))
