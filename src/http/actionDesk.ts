/** The actions of a server: who may, once for each key, with an outcome that can be asked for, and a line of the audit. */
import { elapsed } from '../rx/clock.js'
import { act, type ActionRoute } from './actions.js'
import { answer, jsonAnswer, problemAnswer } from './answers.js'
import type { Collection } from './boardState.js'
import type { Identity } from './identity.js'
import type { JsonObject } from './json.js'
import { fail, type Known, type Parts } from './known.js'
import { Limit } from './limits.js'
import { maskedObject, maskedText } from './masking.js'
import { ACTIONS, type HttpAction, type HttpOptions, type HttpUser } from './options.js'
import { knownInTime } from './reads.js'
import { type Begun, type Outcome, Requests, type Running } from './requests.js'
import { sha256 } from './secrets.js'
import { sightOf } from './view.js'

/** The actions of a user: those that are allowed here, and to the user. */
export const allowedTo = (user: HttpUser, { allow = [] }: HttpOptions): readonly HttpAction[] =>
  ACTIONS.filter((each) => allow.includes(each) && (user.allow?.includes(each) ?? true))

/** The collections in which an action looks. */
const NEEDED: Readonly<Record<ActionRoute, readonly Collection[]>> = {
  place: ['devices'],
  hangup: ['devices'],
  end: ['calls'],
  transfer: ['calls'],
  park: ['calls'],
  take: ['calls', 'devices'],
  retrieve: ['parked', 'devices'],
  pause: ['queues'],
  mute: ['rooms'],
  unmute: ['rooms'],
  kick: ['rooms'],
  userEvent: [],
}

const KEY = /^[\x21-\x7e]{8,64}$/

export class ActionDesk {
  readonly #parts: Parts
  readonly #requests = new Requests()
  readonly #calls = new Limit(30, 30, 60_000)

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Begins the action, and answers with its outcome. */
  readonly perform = async (name: ActionRoute, visit: Known): Promise<Response> => {
    const action = this.#mayDo(name, visit)
    const { board } = this.#parts
    const before = this.#requests.begun(...keyOf(visit))
    if (before !== undefined) return this.#again(before, visit)
    const release = board.acquire()
    const began = elapsed()
    if (!(await knownInTime(board, NEEDED[name]))) {
      release()
      fail({ _tag: 'NotKnownYet', what: NEEDED[name].join(' and ') })
    }
    const begun = this.#begin(name, visit)
    if (begun._tag !== 'Begun') {
      release()
      return this.#again(begun, visit)
    }
    const { running } = begun
    const finished = running.done.then((outcome) => {
      release()
      this.#finish(action, visit, running, outcome, elapsed() - began)
      return outcome
    })
    return this.#reply(visit, running, finished)
  }

  /** The outcome of a request that was begun with `Prefer: respond-async`; `cancel` ends it first. */
  readonly request = (name: 'request' | 'cancel', id: string, { owner, user }: Identity): Response => {
    const running = this.#requests.of(id, owner) ?? fail({ _tag: 'NotFound', what: 'such request' })
    if (name === 'cancel') running.cancel()
    return jsonAnswer(requestJson(running.id, running.outcome(), user))
  }

  readonly close = (): void => {
    this.#requests.cancelAll()
  }

  #mayDo(name: ActionRoute, { route, identity, request }: Known): HttpAction {
    const { action } = route
    if (action === undefined || !allowedTo(identity.user, this.#parts.options).includes(action))
      return fail({ _tag: 'NotAllowed', why: `${action ?? name} is not allowed` })
    const key = request.headers.get('idempotency-key')
    if (key === null ? identity.ambient : !KEY.test(key)) fail({ _tag: 'KeyNeeded' })
    return action
  }

  #begin(name: ActionRoute, visit: Known): Begun {
    const { asterisk, board, options } = this.#parts
    const { identity, params, body } = visit
    // a request that another one with its key has overtaken meanwhile costs nothing
    const before = this.#requests.begun(...keyOf(visit))
    if (before !== undefined) return before
    const after = name === 'place' ? this.#calls.take(identity.owner) : undefined
    if (after !== undefined) return { _tag: 'Problem', problem: { _tag: 'TooMany', what: 'calls', after } }
    const sight = sightOf(identity.user, options.groups)
    return this.#requests.begin(...keyOf(visit), act(name, { asterisk, board, options, sight, params, body }))
  }

  /** The answer to a request whose key has begun one, or that could not begin. */
  #again(begun: Begun, { identity: { user } }: Known): Response {
    if (begun._tag === 'Problem') return problemAnswer(begun.problem)
    const outcome = begun.running.outcome()
    if (outcome === undefined) return problemAnswer({ _tag: 'KeyInUse' })
    return outcomeAnswer(outcome, user, { 'Idempotency-Replayed': 'true' })
  }

  async #reply(
    { request, identity: { user } }: Known,
    running: Running,
    finished: Promise<Outcome>,
  ): Promise<Response> {
    if (/\brespond-async\b/.test(request.headers.get('prefer') ?? '')) {
      const location = `${this.#parts.options.prefix ?? ''}/api/requests/${running.id}`
      const headers = { Location: location, 'Preference-Applied': 'respond-async' }
      return jsonAnswer(requestJson(running.id, undefined, user), 202, headers)
    }
    // the client going away cancels what it asked for
    request.signal.addEventListener('abort', running.cancel)
    if (request.signal.aborted) running.cancel()
    const outcome = await finished
    request.signal.removeEventListener('abort', running.cancel)
    return outcomeAnswer(outcome, user)
  }

  /** Counts the outcome, and tells it to the audit and to the streams of the user. */
  #finish(action: string, visit: Known, running: Running, outcome: Outcome, ms: number): void {
    const { identity, context } = visit
    const { served, audit, feed } = this.#parts
    served.actions.add({ action, outcome: outcome.outcome === 'done' ? 'ok' : outcome.outcome })
    served.durations.add({ action }, ms / 1000)
    audit({
      user: identity.user.name,
      address: context.address ?? null,
      action,
      target: targetOf(visit),
      status: outcome.status,
      outcome: outcome.outcome,
      ms,
    })
    feed.tell(identity.owner, requestJson(running.id, outcome, identity.user))
  }
}

/** The owner, the key of the client, and the hash of a request. */
const keyOf = ({ request, url, body, identity }: Known): readonly [string, string | undefined, string] => [
  identity.owner,
  request.headers.get('idempotency-key') ?? undefined,
  sha256(JSON.stringify([request.method, url.pathname, body])),
]

/** The names in the path, as the user may see them. */
const targetOf = ({ params, identity: { user } }: Known): string | null => {
  const target = Object.values(params).join(' ')
  return target === '' ? null : maskedFor(user, target)
}

const maskedFor = ({ privacy = 'none' }: HttpUser, text: string): string =>
  privacy === 'none' ? text : maskedText(text)

/** The body of an outcome; a failure names channels and numbers. */
const bodyFor = ({ privacy = 'none' }: HttpUser, { body }: Outcome): JsonObject | undefined =>
  body === undefined ? undefined : maskedObject(body, privacy)

const requestJson = (id: string, outcome: Outcome | undefined, user: HttpUser): JsonObject => ({
  request: id,
  outcome: outcome?.outcome ?? null,
  status: outcome?.status ?? null,
  body: (outcome === undefined ? undefined : bodyFor(user, outcome)) ?? null,
})

const outcomeAnswer = (outcome: Outcome, user: HttpUser, headers: Readonly<Record<string, string>> = {}): Response => {
  const { status } = outcome
  const body = bodyFor(user, outcome)
  if (body === undefined) return answer(status, null, headers)
  const type = status < 300 ? 'application/json' : 'application/problem+json'
  return answer(status, JSON.stringify(body), { 'Content-Type': type, ...headers })
}
