/** The engine of live models: brings frames to the rows that are watched. */
import type { Frame } from '../protocol/frame.js'
import { timeOfDay } from '../rx/clock.js'
import { Answers, type Registry, type SnapshotMark } from './answers.js'
import type { Answer, Fold, Question, Row } from './model.js'
import type { AnyRunner, Finish, Parent, Surroundings } from './neighbours.js'
import { Runner } from './runner.js'

/** The watched rows that an event concerns, parents first. The object stays; its list is replaced. */
export interface RowRoute {
  readonly runners: readonly AnyRunner[]
}

interface OwnRoute {
  runners: readonly AnyRunner[]
}

/** The route of events that no row reads. */
const NO_ROUTE: RowRoute = { runners: [] }

export class Engine {
  readonly #around: Surroundings
  /** Parents before their rows. */
  readonly #all: AnyRunner[] = []
  readonly #routes = new Map<string, OwnRoute>()
  /** Event names of items and ends of lists. */
  readonly #listed = new Set<string>()
  readonly #answers: Answers

  constructor(around: Surroundings) {
    this.#around = around
    const registry: Registry = {
      named: (name) => this.#question((question) => question.name === name),
      endingWith: (event) => this.#question((question) => question.end === event),
      keys: (question) => this.#concernedBy(question).flatMap((runner) => runner.keys()),
    }
    this.#answers = new Answers(registry, around.memory)
  }

  /** Adds a row behind its parent. */
  add<S, V, C, PS, F extends Fold<S, V, C, PS>, PF>(
    row: Row<F & Fold<S, V, C, PS>, PF>,
    parent: Parent<PS, PF>,
  ): Runner<S, V, C, PS, F, PF> {
    const runner = new Runner<S, V, C, PS, F, PF>(row, parent, this.#around, {
      enter: (entered) => {
        this.#enter(entered)
      },
      leave: (left) => {
        this.#leave(left)
      },
    })
    this.#all.push(runner)
    for (const { items = [], end } of row.questions) {
      for (const name of end === undefined ? items : [...items, end]) this.#listed.add(name)
    }
    return runner
  }

  /** Takes a row out again. */
  remove(runner: AnyRunner): void {
    this.#leave(runner)
    const at = this.#all.indexOf(runner)
    if (at >= 0) this.#all.splice(at, 1)
  }

  /** The route of an event name. A kept one stays for ever, so only names of a bounded set are kept. */
  routeOf(name: string, isKept: boolean): RowRoute {
    return this.#routes.get(name) ?? (isKept ? this.#ownRoute(name) : NO_ROUTE)
  }

  /** True where events of that name may be items of a list. */
  mayList(name: string): boolean {
    return this.#listed.has(name)
  }

  /** True while a list is open: any event may be an item of it. */
  isListOpen(): boolean {
    return this.#answers.isOpen()
  }

  event({ runners }: RowRoute, name: string, frame: Frame): void {
    if (runners.length === 0) return
    const at = timeOfDay()
    for (const runner of runners) runner.read(name, frame, at)
    publish(runners, false)
  }

  /** A response to one of our questions. */
  response(mark: SnapshotMark, frame: Frame): void {
    const answer = this.#answers.response(mark, frame)
    if (answer === 'listBegins') {
      this.#begin(mark.question === undefined ? undefined : this.#question(({ name }) => name === mark.question))
    } else if (answer !== undefined) {
      // an empty list may begin and end with its response
      if (!answer.denied && answer.question.form === 'list') this.#begin(answer.question)
      this.#answer(answer)
    }
  }

  /** An event that is part of a list of ours. */
  item(name: string, frame: Frame): void {
    const answer = this.#answers.item(name, frame)
    if (answer !== undefined) this.#answer(answer)
  }

  /** A replay of the past has reached the present: everything is emitted as it is now. */
  caughtUp(): void {
    publish(
      this.#all.filter((runner) => runner.inUse()),
      true,
    )
  }

  newLink(): void {
    this.#answers.drop()
    for (const runner of this.#all) if (runner.inUse()) runner.newLink()
  }

  /** The frames have ended: all is forgotten before any subscriber runs, as one may subscribe again. */
  end(finish: Finish): void {
    this.#answers.drop()
    for (const route of this.#routes.values()) route.runners = []
    const all = [...this.#all]
    for (const runner of all) runner.reset()
    for (const runner of all) runner.finish(finish)
  }

  /** A response without our mark answers a question too where it has the header of its answer. */
  unmarked(frame: Frame): void {
    for (const runner of this.#all) {
      if (!runner.inUse()) continue
      for (const question of runner.row.questions) {
        if (question.answeredBy === undefined || frame.exact(question.answeredBy) === undefined) continue
        this.#answer({ question, items: [frame], denied: false, isScoped: true })
      }
    }
  }

  /** A list begins. `question`: undefined where only the end of the list shows it. */
  #begin(question: Question | undefined): void {
    for (const runner of this.#all) if (runner.inUse()) runner.listBegins(question)
  }

  #answer(answer: Answer): void {
    const concerned = this.#concernedBy(answer.question)
    const at = timeOfDay()
    for (const runner of concerned) runner.take(answer, at)
    publish(concerned, true)
  }

  #concernedBy(question: Question): readonly AnyRunner[] {
    return this.#all.filter((runner) => runner.inUse() && runner.concerns(question))
  }

  #question(matches: (question: Question) => boolean): Question | undefined {
    for (const { row } of this.#all) {
      const question = row.questions.find(matches)
      if (question !== undefined) return question
    }
    return undefined
  }

  #ownRoute(name: string): OwnRoute {
    const route = this.#routes.get(name) ?? { runners: [] }
    this.#routes.set(name, route)
    return route
  }

  #enter(runner: AnyRunner): void {
    for (const name of eventsOf(runner.row)) {
      const route = this.#ownRoute(name)
      const entered = new Set([...route.runners, runner])
      route.runners = this.#all.filter((each) => entered.has(each))
    }
  }

  #leave(runner: AnyRunner): void {
    for (const route of this.#routes.values()) {
      if (route.runners.includes(runner)) route.runners = route.runners.filter((each) => each !== runner)
    }
  }
}

/** Children first, so that a device is emitted before the change of its channel. */
const publish = (runners: readonly AnyRunner[], isAnswer: boolean): void => {
  for (let index = runners.length - 1; index >= 0; index -= 1) runners[index]?.publish(isAnswer)
}

/** The events that a row reads, and those of its parent. */
const eventsOf = (row: AnyRunner['row']): ReadonlySet<string> =>
  new Set([...(row.events ?? []), ...(row.helped ?? []), ...(row.parent === undefined ? [] : eventsOf(row.parent))])
