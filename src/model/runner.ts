/** One row at work: its fold, its watchers, and the state of its knowledge. */
import * as O from 'fp-ts/lib/Option.js'
import { concatMap, map, Observable, type SubscriptionLike } from 'rxjs'
import type { Frame } from '../protocol/frame.js'
import { currentThen } from '../rx/current.js'
import { Hub, keyedHub, nextAll } from '../rx/hub.js'
import { RefCount } from '../rx/refCount.js'
import { KeyPlan } from './keyPlan.js'
import { KnowledgeState, lesser, neededOf } from './knowledge.js'
import type { Answer, Fold, Knowledge, Query, Question, Row, Tools } from './model.js'
import type { AnyRunner, Cause, Finish, Parent, Routes, Surroundings } from './neighbours.js'

const nothing = () => undefined

/** `S`, `V`, `C`, `PS`: see `Fold`. `F`: the fold itself; `PF`: the fold of the parent. */
export class Runner<S, V, C, PS, F extends Fold<S, V, C, PS>, PF> implements AnyRunner, Parent<S, F> {
  /** All values, at each change. Emits one map, which changes. */
  readonly all$: Observable<ReadonlyMap<string, V>>
  readonly change$: Observable<C>
  readonly row: Row<F, PF>
  readonly #parent: Parent<PS, PF>
  readonly #around: Surroundings
  readonly #changed = new Hub<readonly C[]>()
  readonly #touched = keyedHub<V>()
  readonly #needed: readonly Question[]
  /** True where a question is about one key. */
  readonly #hasKeyed: boolean
  readonly #state: KnowledgeState
  readonly #users: RefCount
  readonly #keyPlan: KeyPlan
  #keyWatchers = 0
  #children = 0
  #fold: F | undefined
  /** The frame or answer at hand, and the steps made of it: derived rows read them. */
  #cause: Cause | undefined
  #steps: readonly S[] = []
  /** Steps that are not published yet. */
  #unpublished: readonly S[] = []
  /** The knowledge at the newest `publish`. */
  #published: Knowledge = 'nothing'
  /** True from the beginning of a list until its end. A row that missed the beginning does not take the list. */
  #listBegan = false

  constructor(row: Row<F, PF>, parent: Parent<PS, PF>, around: Surroundings, routes: Routes) {
    this.row = row
    this.#parent = parent
    this.#around = around
    this.#needed = neededOf(row)
    this.#hasKeyed = row.questions.some(({ headers }) => headers !== undefined)
    this.#state = new KnowledgeState(this.#needed, around.startsEmpty && row.beginsEmpty)
    this.#users = new RefCount(() => this.#start(routes))
    this.#keyPlan = new KeyPlan(row, (queries) => this.#need(queries))
    const changes$ = this.#changed.stream$
    const all$ = changes$.pipe(map(() => this.fold().values()))
    this.all$ = this.#watch(undefined, () => this.#ifKnown((fold) => fold.values()), all$)
    this.change$ = this.#watch(undefined, () => this.#ifKnown((fold) => fold.standing()), changes$).pipe(
      concatMap((changes) => changes),
    )
  }

  /** The value of a key: the present one first, silent until known. */
  at(key: string): Observable<V> {
    return this.#watch(key, () => this.#ifPresent(key), this.#touched.at(key))
  }

  fold(): F {
    return (this.#fold ??= this.row.fold(this.#tools(), this.#parent.fold()))
  }

  stepsOf(cause: Cause): readonly S[] {
    return this.#cause === cause ? this.#steps : []
  }

  knowledge(): Knowledge {
    return lesser(this.#state.known(this.#fold?.isComplete?.() !== false), this.#parent.knowledge())
  }

  unlisted(): boolean {
    return this.#state.unlisted() || this.#parent.unlisted()
  }

  concerns(question: Question): boolean {
    return this.row.questions.includes(question) || this.#parent.concerns(question)
  }

  acquire(): () => void {
    const release = this.#users.acquire()
    this.#children += 1
    return () => {
      this.#children -= 1
      release()
    }
  }

  plan(): () => void {
    return this.#need(this.#needed.map((question) => ({ question })))
  }

  inUse(): boolean {
    return this.#users.inUse()
  }

  keys(): readonly string[] {
    return this.#touched.keys()
  }

  read(name: string, frame: Frame, at: number): void {
    this.#push(frame, this.fold().event(name, frame, at, this.#parent.stepsOf(frame)))
  }

  listBegins(question: Question | undefined): void {
    if (question !== undefined && !this.concerns(question)) return
    this.#listBegan = true
  }

  take(answer: Answer, at: number): void {
    const isOwn = this.row.questions.includes(answer.question)
    const missedBeginning = isOwn && answer.question.form === 'list' && !answer.denied && !this.#listBegan
    this.#listBegan = false
    const steps = missedBeginning ? undefined : this.fold().answer(answer, at, this.#parent.stepsOf(answer))
    if (isOwn && steps !== undefined) this.#state.note(answer)
    this.#push(answer, steps ?? [])
  }

  publish(isAnswer: boolean): void {
    const steps = this.#unpublished
    this.#unpublished = []
    if (this.#around.isReplaying?.() === true) return
    const before = this.#published
    const after = this.knowledge()
    const rose = after !== before
    this.#published = after
    if (steps.length === 0 && !rose && !isAnswer) return
    const isKnown = after !== 'nothing'
    // the fold itself knows the keys that it was told about one by one
    if (this.#keyWatchers > 0 && (isKnown || this.#hasKeyed)) this.#publishKeys(steps, rose || isAnswer)
    if (isKnown) this.#publishChanges(steps, before === 'nothing')
  }

  newLink(): void {
    this.#listBegan = false
    this.#state.newLink(this.#around.startsEmpty)
    this.fold().newLink()
  }

  reset(): void {
    this.#users.reset()
    this.#forget()
  }

  finish(finish: Finish): void {
    finish(this.#changed)
    finish(this.#touched)
  }

  #start({ enter, leave }: Routes): SubscriptionLike {
    const release = this.#parent.acquire()
    this.fold()
    this.#published = this.knowledge()
    enter(this)
    return {
      closed: false,
      unsubscribe: () => {
        // after an end of the frames a new run may have begun already
        if (!this.inUse()) {
          leave(this)
          this.#forget()
        }
        release()
      },
    }
  }

  #forget(): void {
    this.#fold = undefined
    this.#cause = undefined
    this.#steps = []
    this.#unpublished = []
    this.#listBegan = false
    this.#state.forget()
  }

  #tools(): Tools {
    const { asker, full, memory } = this.#around
    return {
      knowledge: () => this.knowledge(),
      unlisted: () => this.unlisted(),
      watched: (key) => this.#children > 0 || this.#changed.observed() || this.#touched.observed(key),
      ask: (question, key) => asker?.again(this.row.name, { question, key }),
      full: () => {
        full(this.row.name)
      },
      memory,
    }
  }

  #push(cause: Cause, steps: readonly S[]): void {
    this.#cause = cause
    this.#steps = steps
    this.#unpublished = steps
  }

  #emit(key: string, touched: boolean): void {
    const list = this.#touched.subscribers(key)
    if (list === undefined) return
    const value = this.fold().value(key, touched)
    if (O.isSome(value)) nextAll(list, value.value)
  }

  /** `all`: an answer shows every watched key its present value, also those that it does not list. */
  #publishKeys(steps: readonly S[], all: boolean): void {
    const keys = steps.length === 0 ? [] : this.fold().keys(steps)
    if (all) {
      const touched = new Set(keys)
      for (const key of this.#touched.keys()) this.#emit(key, touched.has(key))
    } else for (const key of keys) this.#emit(key, true)
  }

  #publishChanges(steps: readonly S[], first: boolean): void {
    const fold = this.fold()
    if (!this.#changed.observed()) {
      fold.unwatched()
      return
    }
    const changes = fold.changes(steps)
    if (first) this.#changed.next(fold.standing())
    else if (changes.length > 0) this.#changed.next(changes)
  }

  #ifKnown<A>(read: (fold: F) => A): O.Option<A> {
    const isPast = this.#around.isReplaying?.() === true
    return isPast || this.knowledge() === 'nothing' ? O.none : O.some(read(this.fold()))
  }

  #ifPresent(key: string): O.Option<V> {
    return this.#around.isReplaying?.() === true ? O.none : this.fold().value(key, false)
  }

  /** Starts the row and its parent first, so that `read` gets whole values. Acquires the frames last, as they may come at once. */
  #watch<A>(key: string | undefined, read: () => O.Option<A>, later$: Observable<A>): Observable<A> {
    return new Observable((subscriber) => {
      const leave = this.#users.acquire()
      if (key !== undefined) this.#keyWatchers += 1
      const subscription = currentThen(read, later$, () => this.#around.source.acquire()).subscribe(subscriber)
      const withdraw = subscriber.closed ? nothing : this.#plan(key)
      return () => {
        subscription.unsubscribe()
        withdraw()
        if (key !== undefined) this.#leaveKey(key)
        leave()
      }
    })
  }

  #leaveKey(key: string): void {
    this.#keyWatchers -= 1
    if (!this.#touched.observed(key)) this.#fold?.left?.(key)
  }

  /** A key by the plan of keys; the whole by all questions about everything. */
  #plan(key: string | undefined): () => void {
    if (key !== undefined) return this.#keyPlan.watch(key)
    const whole = this.row.questions.filter(({ headers }) => headers === undefined)
    return this.#need(whole.map((question) => ({ question })))
  }

  #need(queries: readonly Query[]): () => void {
    const { asker } = this.#around
    if (asker === undefined) return nothing
    const releases = [this.#parent.plan(), ...queries.map((query) => asker.need(this.row.name, query))]
    return () => {
      for (const release of releases) release()
    }
  }
}
