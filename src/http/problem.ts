/** Failures as answers: `application/problem+json` (RFC 9457), from the failures of the library and from those of a request itself. */
import { type Failure, failureOf, show } from '../index.js'
import type { Json, JsonObject } from './json.js'

/** The reason for which a request was not served. */
export type Problem =
  | { readonly _tag: 'NotFound'; readonly what: string }
  | { readonly _tag: 'WrongMethod'; readonly allow: readonly string[] }
  | { readonly _tag: 'WrongHost' }
  | { readonly _tag: 'CrossSite' }
  | { readonly _tag: 'NoLogin' }
  | { readonly _tag: 'WrongLogin' }
  | { readonly _tag: 'NotAllowed'; readonly why: string }
  | { readonly _tag: 'NotJson' }
  | { readonly _tag: 'WrongBody'; readonly why: string }
  | { readonly _tag: 'TooLarge'; readonly limit: number }
  | { readonly _tag: 'TooMany'; readonly what: string; readonly after: number }
  | { readonly _tag: 'NotKnownYet'; readonly what: string }
  /** `what` is no live model of this configuration, or this login may not read it. */
  | {
      readonly _tag: 'Lacking'
      readonly what: string
      readonly needs: readonly string[]
      readonly grant: 'read' | 'write'
    }
  | { readonly _tag: 'KeyNeeded' }
  | { readonly _tag: 'KeyInUse' }
  | { readonly _tag: 'KeyOfAnother' }
  | { readonly _tag: 'Cancelled' }
  | { readonly _tag: 'Closed' }
  | { readonly _tag: 'Crashed' }
  | { readonly _tag: 'Failed'; readonly failure: Failure }

/** An Error that carries a problem, for the error channel of Observables. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(describe(problem).detail)
    this.problem = problem
  }
}

/** Anything that an action threw, as a problem. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof ProblemError) return error.problem
  const failure = failureOf(error)
  return failure === undefined ? { _tag: 'Crashed' } : { _tag: 'Failed', failure }
}

interface Described {
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly headers?: Readonly<Record<string, string>>
  readonly more?: JsonObject
}

/** Plain fields only: an Option is its value or null, a cause is left out, and a nested failure is plain too. */
const plain = (value: unknown): Json => {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object') return null
  if ('_tag' in value && value._tag === 'None') return null
  if ('_tag' in value && value._tag === 'Some' && 'value' in value) return plain(value.value)
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (key === 'cause' || each === undefined ? [] : [[key, plain(each)]])),
  )
}

/** The fields of a failure as JSON. */
const failureJson = (failure: Failure): Json => plain(failure)

const STATUS: Readonly<Record<Failure['_tag'], number>> = {
  InvalidAction: 422,
  Refused: 409,
  CallFailed: 409,
  NotSent: 503,
  Unreachable: 503,
  LinkLost: 503,
  LinkSilent: 503,
  LoginRefused: 502,
  NotAmi: 502,
  TimedOut: 504,
  FateUnknown: 504,
  Malformed: 502,
  Undecodable: 502,
  HandlerFailed: 500,
  Overflow: 500,
  Masked: 500,
  MayStillRing: 504,
  MayStillRecord: 504,
  BusLost: 503,
  BusRefused: 502,
  BusLoginRefused: 502,
  Fenced: 503,
  TooBig: 422,
  GaveUp: 500,
}

const isFailure = (tag: string): tag is Failure['_tag'] => Object.hasOwn(STATUS, tag)

/** The tags of all failures. */
export const FAILURES: readonly Failure['_tag'][] = Object.keys(STATUS).filter(isFailure)

const MAY_HAVE_HAPPENED: readonly Failure['_tag'][] = ['TimedOut', 'FateUnknown', 'MayStillRing', 'MayStillRecord']

const ofFailure = (failure: Failure): Described => ({
  status: failure._tag === 'Refused' && failure.needs.length > 0 ? 403 : STATUS[failure._tag],
  title: failure._tag,
  detail: show(failure),
  more: {
    failure: failureJson(failure),
    ...(failure._tag === 'CallFailed' ? { reason: failure.reason } : {}),
    ...(MAY_HAVE_HAPPENED.includes(failure._tag) ? { mayHaveHappened: true } : {}),
  },
})

const seconds = (ms: number): string => String(Math.max(1, Math.ceil(ms / 1000)))

const SIMPLE = {
  WrongHost: [421, 'this server does not serve that host name; add it to the list of host names'],
  CrossSite: [403, 'the request comes from another site, or it does not say that it comes from this one'],
  NoLogin: [401, 'log in first'],
  WrongLogin: [401, 'the name or the password is wrong, or the token was used before'],
  NotJson: [415, 'the body must be JSON, with Content-Type: application/json'],
  KeyNeeded: [422, 'an action with a cookie needs the header Idempotency-Key: 8 to 64 visible characters'],
  KeyInUse: [409, 'the request with this Idempotency-Key still runs'],
  KeyOfAnother: [422, 'this Idempotency-Key belongs to another request'],
  Cancelled: [409, 'the request was cancelled'],
  Closed: [503, 'this server is closing'],
  Crashed: [500, 'the request failed for a reason that this server does not tell'],
} as const satisfies Partial<Record<Problem['_tag'], readonly [number, string]>>

/** The status and the sentence of a problem. */
export const describe = (problem: Problem): Described => {
  switch (problem._tag) {
    case 'Failed':
      return ofFailure(problem.failure)
    case 'NotFound':
      return { status: 404, title: 'NotFound', detail: `there is no ${problem.what}` }
    case 'WrongMethod':
      return {
        status: 405,
        title: 'WrongMethod',
        detail: `only ${problem.allow.join(', ')}`,
        headers: { Allow: problem.allow.join(', ') },
      }
    case 'NotAllowed':
      return { status: 403, title: 'NotAllowed', detail: problem.why }
    case 'WrongBody':
      return { status: 422, title: 'WrongBody', detail: problem.why }
    case 'TooLarge':
      return { status: 413, title: 'TooLarge', detail: `at most ${problem.limit} bytes` }
    case 'TooMany':
      return {
        status: 429,
        title: 'TooMany',
        detail: `too many ${problem.what}`,
        headers: { 'Retry-After': seconds(problem.after) },
      }
    case 'NotKnownYet':
      return {
        status: 503,
        title: 'NotKnownYet',
        detail: `${problem.what} are not known yet`,
        headers: { 'Retry-After': '1' },
      }
    case 'Lacking':
      return {
        status: 503,
        title: 'Lacking',
        detail: `${problem.what} cannot be known${problem.needs.length === 0 ? '' : `: grant this login ${problem.grant}=${problem.needs.join(' or ')}`}`,
        more: { needs: problem.needs },
      }
    default: {
      const [status, detail] = SIMPLE[problem._tag]
      return { status, title: problem._tag, detail }
    }
  }
}

/** The body of a problem. */
export const problemJson = (problem: Problem): JsonObject => {
  const { status, title, detail, more } = describe(problem)
  return { type: `urn:rx-asterisk:${title}`, title, status, detail, ...more }
}
