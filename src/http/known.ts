/** The parts of a server that its desks share, and a request that has passed the guards. */
import type { Asterisk } from '../index.js'
import type { LiveBoard } from './board.js'
import type { Feed } from './feed.js'
import type { Identity } from './identity.js'
import type { JsonObject } from './json.js'
import type { Served } from './metrics.js'
import type { AuditLine, HttpContext, HttpOptions } from './options.js'
import { type Problem, ProblemError } from './problem.js'
import type { Tally } from './tally.js'
import type { Route, RouteName } from './routes.js'

export interface Parts {
  readonly asterisk: Asterisk
  readonly options: HttpOptions
  readonly board: LiveBoard
  readonly feed: Feed
  readonly served: Served
  readonly tally: Tally
  readonly audit: (line: Omit<AuditLine, 'time'>) => void
}

/** A request that has passed the guards. */
export interface Visit {
  readonly request: Request
  readonly url: URL
  readonly context: HttpContext
  readonly route: Route & { readonly name: RouteName }
  readonly params: Readonly<Record<string, string>>
  readonly body: JsonObject
  readonly identity: Identity | undefined
}

/** The same with a user. */
export type Known = Visit & { readonly identity: Identity }

/** Ends a request with a problem. */
export const fail = (problem: Problem): never => {
  throw new ProblemError(problem)
}
