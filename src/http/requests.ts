/** Requests that run: each has one outcome, can be cancelled, and is found again by its id or by its Idempotency-Key. */
import { type Observable, take } from 'rxjs'
import { elapsed } from '../rx/clock.js'
import type { JsonObject } from './json.js'
import { describe, type Problem, problemJson, problemOf } from './problem.js'
import { randomSecret } from './secrets.js'

/** The end of a request. Undefined `body`: there is nothing to say. */
export interface Outcome {
  readonly status: number
  readonly outcome: string
  readonly body: JsonObject | undefined
}

/** One request. */
export interface Running {
  readonly id: string
  /** The key of the user who may ask for it. */
  readonly owner: string
  readonly done: Promise<Outcome>
  readonly outcome: () => Outcome | undefined
  readonly cancel: () => void
}

interface Kept {
  readonly running: Running
  readonly fingerprint: string | undefined
  readonly at: number
}

const MOST = 1000
/** Milliseconds for which an outcome is kept. */
const AGE = 600_000

const outcomeOf = (problem: Problem): Outcome => {
  const { status, title } = describe(problem)
  return { status, outcome: title, body: problemJson(problem) }
}

/** Subscribes once. The first value is the outcome; an action that ends without one is done too. */
const run = (owner: string, action$: Observable<JsonObject | undefined>): Running => {
  let settled: Outcome | undefined
  let resolve: (outcome: Outcome) => void = () => undefined
  const done = new Promise<Outcome>((resolved) => (resolve = resolved))
  const settle = (outcome: Outcome): void => {
    if (settled !== undefined) return
    settled = outcome
    resolve(outcome)
  }
  const succeed = (body: JsonObject | undefined): void => {
    settle({ status: body === undefined ? 204 : 200, outcome: 'done', body })
  }
  const subscription = action$.pipe(take(1)).subscribe({
    next: succeed,
    error: (error: unknown) => {
      settle(outcomeOf(problemOf(error)))
    },
    complete: () => {
      succeed(undefined)
    },
  })
  return {
    id: randomSecret(),
    owner,
    done,
    outcome: () => settled,
    cancel: () => {
      subscription.unsubscribe()
      settle(outcomeOf({ _tag: 'Cancelled' }))
    },
  }
}

export type Begun =
  | { readonly _tag: 'Begun'; readonly running: Running }
  | { readonly _tag: 'Replayed'; readonly running: Running }
  | { readonly _tag: 'Problem'; readonly problem: Problem }

export class Requests {
  /** By id, and by owner and key: the oldest first. */
  readonly #kept = new Map<string, Kept>()
  readonly #byKey = new Map<string, string>()

  /** Begins an action, unless its key has begun one. `key`: that of the client; `fingerprint`: the hash of the request. */
  begin(
    owner: string,
    key: string | undefined,
    fingerprint: string,
    action$: Observable<JsonObject | undefined>,
  ): Begun {
    const known = this.begun(owner, key, fingerprint)
    if (known !== undefined) return known
    if (this.#kept.size >= MOST) return { _tag: 'Problem', problem: { _tag: 'TooMany', what: 'requests', after: 1000 } }
    const running = run(owner, action$)
    this.#kept.set(running.id, { running, fingerprint, at: elapsed() })
    if (key !== undefined) this.#byKey.set(nameOf(owner, key), running.id)
    return { _tag: 'Begun', running }
  }

  /** The request that this key has begun; undefined: none. */
  begun(owner: string, key: string | undefined, fingerprint: string): Begun | undefined {
    this.#forget()
    const known = key === undefined ? undefined : this.#kept.get(this.#byKey.get(nameOf(owner, key)) ?? '')
    return known === undefined ? undefined : again(known, fingerprint)
  }

  of(id: string, owner: string): Running | undefined {
    this.#forget()
    const running = this.#kept.get(id)?.running
    return running?.owner === owner ? running : undefined
  }

  cancelAll(): void {
    for (const { running } of this.#kept.values()) running.cancel()
  }

  /** Nothing that runs is forgotten: its key would place a second call. */
  #forget(): void {
    const now = elapsed()
    for (const [id, { running, at }] of this.#kept) {
      const isOld = now - at > AGE || this.#kept.size >= MOST
      if (isOld && running.outcome() !== undefined) this.#kept.delete(id)
    }
    if (this.#byKey.size <= this.#kept.size) return
    for (const [name, id] of this.#byKey) if (!this.#kept.has(id)) this.#byKey.delete(name)
  }
}

const nameOf = (owner: string, key: string): string => `${owner} ${key}`

const again = ({ running, fingerprint }: Kept, given: string): Begun => {
  if (fingerprint !== given) return { _tag: 'Problem', problem: { _tag: 'KeyOfAnother' } }
  return running.outcome() === undefined
    ? { _tag: 'Problem', problem: { _tag: 'KeyInUse' } }
    : { _tag: 'Replayed', running }
}
