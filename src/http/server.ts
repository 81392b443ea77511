/** The server without a port: guards a request, finds its user and its route, and answers. */
import * as E from 'fp-ts/lib/Either.js'
import { defer } from 'rxjs'
import type { Asterisk } from '../index.js'
import { timeOfDay } from '../rx/clock.js'
import { once } from '../rx/once.js'
import { ActionDesk } from './actionDesk.js'
import { isAction } from './actions.js'
import { answer, jsonAnswer, problemAnswer } from './answers.js'
import { LiveBoard } from './board.js'
import { type Collection, COLLECTIONS } from './boardState.js'
import { Feed } from './feed.js'
import { bodyProblem, decoded } from './fields.js'
import { bodyOf, hostProblem, isWriting, pathProblem, siteProblem } from './guard.js'
import { Identities } from './identity.js'
import { fail, type Known, type Parts, type Visit } from './known.js'
import { Limit } from './limits.js'
import { LoginDesk } from './loginDesk.js'
import { Served } from './metrics.js'
import { openapi } from './openapi.js'
import type { HttpContext, HttpOptions } from './options.js'
import { isPageFile, packageVersion, Pages } from './pageFiles.js'
import { type Problem, ProblemError } from './problem.js'
import { collectionOf, entryOf, stateOf } from './reads.js'
import { aboutAnswer, metricsAnswer, plainAnswer, readyAnswer } from './reports.js'
import { type Match, routing } from './router.js'
import { randomSecret } from './secrets.js'
import { keepSettings } from './settingsDesk.js'
import { StreamDesk } from './streamDesk.js'
import { Tally } from './tally.js'
import { sightOf } from './view.js'

/** The collection of a route: `calls` and `call`. */
const collectionIn = (route: string): Collection | undefined =>
  COLLECTIONS.find((each) => each === route || each === `${route}s` || each === `${route}es`)

const right = <A>(either: E.Either<Problem, A>): A => (E.isRight(either) ? either.right : fail(either.left))

const partsOf = (asterisk: Asterisk, options: HttpOptions): Parts => {
  const tally = new Tally(asterisk)
  const board = new LiveBoard(asterisk, options, tally.phones(asterisk))
  return {
    asterisk,
    options,
    board,
    feed: new Feed(board, randomSecret().slice(0, 8).replaceAll(/\W/g, '0')),
    served: new Served(),
    tally,
    audit: (line) => {
      // an audit that throws or rejects is a fault, and no problem of the request
      const time = new Date(timeOfDay()).toISOString()
      asterisk.perform(defer(() => Promise.resolve(options.audit?.({ time, ...line }))))
    },
  }
}

/** The answer to HEAD: the same without a body. An event stream ends at once. */
const headOf = (response: Response): Response => {
  void response.body?.cancel()
  return new Response(null, { status: response.status, headers: response.headers })
}

/** A path that no route has: an empty one would be that of the page. */
const OUTSIDE = '/outside/of/the/mount'

export class Server {
  readonly #parts: Parts
  readonly #identities: Identities
  readonly #actions: ActionDesk
  readonly #streams: StreamDesk
  readonly #rate = new Limit(40, 20, 1000)
  readonly #routing = once(routing)
  readonly #version = once(packageVersion)
  readonly #pages: Pages
  readonly #login: LoginDesk
  #closed = false

  constructor(asterisk: Asterisk, options: HttpOptions) {
    this.#parts = partsOf(asterisk, options)
    this.#identities = new Identities(options)
    this.#actions = new ActionDesk(this.#parts)
    this.#streams = new StreamDesk(this.#parts)
    this.#login = new LoginDesk(this.#identities, this.#parts.audit)
    this.#pages = new Pages(options.pageFolder)
  }

  /** Keeps the models alive until the returned function is called. */
  readonly watch = (): (() => void) => this.#parts.board.acquire()

  readonly handle = async (request: Request, context: HttpContext = {}): Promise<Response> => {
    const { match, methods } = await this.#routing()
    const url = new URL(request.url)
    const path = this.#pathOf(url)
    const found = match(request.method === 'HEAD' ? 'GET' : request.method, path)
    const lost = (): Problem => {
      const allow = methods(path)
      return allow.length === 0 ? { _tag: 'NotFound', what: 'such path' } : { _tag: 'WrongMethod', allow }
    }
    const response = await this.#answered(request, url, context, found, lost).catch((error: unknown) =>
      problemAnswer(error instanceof ProblemError ? error.problem : { _tag: 'Crashed' }),
    )
    this.#parts.served.requests.add({
      route: found?.route.path ?? 'other',
      method: found?.route.method ?? 'other',
      status: String(response.status),
    })
    return request.method === 'HEAD' ? headOf(response) : response
  }

  readonly close = (): void => {
    if (this.#closed) return
    this.#closed = true
    this.#streams.close()
    this.#actions.close()
    this.#identities.sessions.endAll()
    this.#parts.feed.close()
    this.#parts.board.close()
    this.#parts.tally.close()
  }

  #pathOf({ pathname }: URL): string {
    const { prefix = '' } = this.#parts.options
    if (prefix === '') return pathname
    if (pathname === prefix) return '/'
    return pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : OUTSIDE
  }

  async #answered(
    request: Request,
    url: URL,
    context: HttpContext,
    found: Match | undefined,
    lost: () => Problem,
  ): Promise<Response> {
    if (this.#closed) fail({ _tag: 'Closed' })
    const bad = hostProblem(request, url, this.#parts.options.hosts) ?? pathProblem(url)
    if (bad !== undefined) return fail(bad)
    if (found === undefined) return fail(lost())
    const { route } = found
    const identity = this.#identities.of(request, url, context)
    const foreign = siteProblem(request, url, {
      ambient: identity?.ambient ?? false,
      secure: this.#identities.isSecure(url),
    })
    if (foreign !== undefined) fail(foreign)
    if (identity === undefined && !('open' in route)) fail({ _tag: 'NoLogin' })
    const after = this.#rate.take(identity?.key ?? `address ${context.address ?? ''}`)
    if (after !== undefined) fail({ _tag: 'TooMany', what: 'requests', after })
    const body = isWriting(request.method) ? right(await bodyOf(request)) : {}
    const wrong = bodyProblem('body' in route ? route.body : {}, body)
    if (wrong !== undefined) fail(wrong)
    const params = Object.fromEntries(Object.entries(found.params).map(([name, each]) => [name, right(decoded(each))]))
    return this.#route({ request, url, context, route, params, body, identity })
  }

  async #route(visit: Visit): Promise<Response> {
    const { route, identity, url } = visit
    // the page asks for its files beside itself
    if (url.pathname === this.#parts.options.prefix)
      return answer(308, null, { Location: `${url.pathname}/${url.search}` })
    if (isPageFile(route.name)) return this.#pages.answer(route.name, visit.request)
    switch (route.name) {
      case 'login':
        return this.#login.login(visit)
      case 'openapi':
        return jsonAnswer(openapi(await this.#version()))
      case 'healthz':
        return plainAnswer(200, 'ok')
      case 'readyz':
        return readyAnswer(this.#parts.asterisk)
      default:
        return identity === undefined ? fail({ _tag: 'NoLogin' }) : this.#private({ ...visit, identity })
    }
  }

  async #private(visit: Known): Promise<Response> {
    const { route, identity, params } = visit
    const { board, options } = this.#parts
    if (isAction(route.name)) return this.#actions.perform(route.name, visit)
    switch (route.name) {
      case 'about':
        return aboutAnswer(identity.user, this.#parts, await this.#version())
      case 'state':
        return jsonAnswer(await stateOf(board, sightOf(identity.user, options.groups)))
      case 'events':
        return this.#streams.open(visit)
      case 'metrics':
        return metricsAnswer(identity.user, this.#parts, await this.#version())
      case 'settings':
        return keepSettings(this.#parts, visit)
      case 'logout':
        return this.#login.logout(visit)
      case 'request':
      case 'cancel':
        return this.#actions.request(route.name, params['id'] ?? '', identity)
      default:
        return this.#read(visit)
    }
  }

  async #read({ route, identity, params }: Known): Promise<Response> {
    const { board, options } = this.#parts
    const sight = sightOf(identity.user, options.groups)
    const collection = collectionIn(route.name) ?? fail({ _tag: 'NotFound', what: 'such path' })
    const { id } = params
    const found =
      id === undefined ? await collectionOf(board, sight, collection) : await entryOf(board, sight, collection, id)
    return jsonAnswer(right(found))
  }
}
