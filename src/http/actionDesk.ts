/** The actions of a server: who may, once for each key, with an outcome that can be asked for, and a line of the audit. */
import { elapsed } from '../rx/clock.js'
import { act, type ActionRoute } from './actions.js'
import { answer, jsonAnswer, problemAnswer } from './answers.js'
import type { Collection } from './boardState.js'
import type { Identity } from './identity.js'
import type { JsonObject } from './json.js'
import { fail, type Known, type Parts } from './known.js'
import { Limit } from './limits.js'
import { maskedText } from './masking.js'
import { ACTIONS, type HttpAction, type HttpOptions, type HttpUser } from './options.js'
import { knownInTime } from './reads.js'
import { type Outcome, Requests, type Running } from './requests.js'
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
    const { board, feed } = this.#parts
    const release = board.acquire()
    const began = elapsed()
    if (!(await knownInTime(board, NEEDED[name]))) {
      release()
      fail({ _tag: 'NotKnownYet', what: NEEDED[name].join(' and ') })
    }
    const begun = this.#begin(name, visit)
    if (begun._tag !== 'Begun') {
      release()
      return begun._tag === 'Problem' ? problemAnswer(begun.problem) : replayed(begun.running)
    }
    const { running } = begun
    const finished = running.done.then((outcome) => {
      release()
      this.#note(action, visit, outcome, elapsed() - began)
      feed.tell(visit.identity.key, requestJson(running.id, outcome))
      return outcome
    })
    return this.#reply(visit, running, finished)
  }

  /** The outcome of a request that was begun with `Prefer: respond-async`; `cancel` ends it first. */
  readonly request = (name: 'request' | 'cancel', id: string, { key }: Identity): Response => {
    const running = this.#requests.of(id, key) ?? fail({ _tag: 'NotFound', what: 'such request' })
    if (name === 'cancel') running.cancel()
    return jsonAnswer(requestJson(running.id, running.outcome()))
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
    const after = name === 'place' ? this.#calls.take(identity.key) : undefined
    if (after !== undefined) fail({ _tag: 'TooMany', what: 'calls', after })
    return action
  }

  #begin(name: ActionRoute, { request, url, identity, params, body }: Known) {
    const { asterisk, board, options } = this.#parts
    const sight = sightOf(identity.user, options.groups)
    const fingerprint = sha256(JSON.stringify([request.method, url.pathname, body]))
    const key = request.headers.get('idempotency-key') ?? undefined
    const action$ = act(name, { asterisk, board, options, sight, params, body })
    return this.#requests.begin(identity.key, key, fingerprint, action$)
  }

  async #reply({ request }: Known, running: Running, finished: Promise<Outcome>): Promise<Response> {
    if (/\brespond-async\b/.test(request.headers.get('prefer') ?? '')) {
      const location = `${this.#parts.options.prefix ?? ''}/api/requests/${running.id}`
      const headers = { Location: location, 'Preference-Applied': 'respond-async' }
      return jsonAnswer(requestJson(running.id, undefined), 202, headers)
    }
    // the client going away cancels what it asked for
    request.signal.addEventListener('abort', running.cancel)
    if (request.signal.aborted) running.cancel()
    const outcome = await finished
    request.signal.removeEventListener('abort', running.cancel)
    return outcomeAnswer(outcome)
  }

  #note(action: string, { identity, params, context }: Known, { status, outcome }: Outcome, ms: number): void {
    const { served, audit } = this.#parts
    served.actions.add({ action, outcome: outcome === 'done' ? 'ok' : outcome })
    served.durations.add(action, ms / 1000)
    const target = Object.values(params).join(' ')
    const isPrivate = (identity.user.privacy ?? 'none') !== 'none'
    audit({
      user: identity.user.name,
      address: context.address ?? null,
      action,
      target: target === '' ? null : isPrivate ? maskedText(target) : target,
      status,
      outcome,
      ms,
    })
  }
}

const requestJson = (id: string, outcome: Outcome | undefined): JsonObject => ({
  request: id,
  outcome: outcome?.outcome ?? null,
  status: outcome?.status ?? null,
  body: outcome?.body ?? null,
})

const outcomeAnswer = ({ status, body }: Outcome, headers: Readonly<Record<string, string>> = {}): Response => {
  if (body === undefined) return answer(status, null, headers)
  const type = status < 300 ? 'application/json' : 'application/problem+json'
  return answer(status, JSON.stringify(body), { 'Content-Type': type, ...headers })
}

const replayed = (running: Running): Response =>
  outcomeAnswer(running.outcome() ?? { status: 409, outcome: 'KeyInUse', body: undefined }, {
    'Idempotency-Replayed': 'true',
  })
