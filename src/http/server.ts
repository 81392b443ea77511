/** The server without a port: guards a request, finds its user and its route, and answers. */
import * as E from 'fp-ts/lib/Either.js'
import type { Asterisk } from '../index.js'
import { elapsed, timeOfDay } from '../rx/clock.js'
import { once } from '../rx/once.js'
import { ActionDesk, allowedTo } from './actionDesk.js'
import { isAction } from './actions.js'
import { answer, jsonAnswer, problemAnswer } from './answers.js'
import { LiveBoard } from './board.js'
import { type Collection, COLLECTIONS } from './boardState.js'
import { Feed } from './feed.js'
import { bodyProblem, decoded } from './fields.js'
import { bodyOf, hostProblem, isWriting, pathProblem, siteProblem } from './guard.js'
import { Identities } from './identity.js'
import type { JsonObject } from './json.js'
import { fail, type Known, type Parts, type Visit } from './known.js'
import { Limit } from './limits.js'
import { metricsOf, Served } from './metrics.js'
import { metricsText } from './metricsText.js'
import { openapi } from './openapi.js'
import type { HttpContext, HttpOptions, HttpUser } from './options.js'
import { isPageFile, packageVersion, pageFile, type PageName } from './pageFiles.js'
import { describe, type Problem, ProblemError } from './problem.js'
import { collectionOf, entryOf, stateOf } from './reads.js'
import { type Match, routing } from './router.js'
import { randomSecret } from './secrets.js'
import { StreamDesk } from './streamDesk.js'
import { sightOf } from './view.js'

/** The collection of a route: `calls` and `call`. */
const collectionIn = (route: string): Collection | undefined =>
  COLLECTIONS.find((each) => each === route || each === `${route}s` || each === `${route}es`)

const right = <A>(either: E.Either<Problem, A>): A => (E.isRight(either) ? either.right : fail(either.left))

const plain = (status: number, text: string): Response => answer(status, `${text}\n`, { 'Content-Type': 'text/plain' })

const partsOf = (asterisk: Asterisk, options: HttpOptions): Parts => {
  const board = new LiveBoard(asterisk, options)
  return {
    asterisk,
    options,
    board,
    feed: new Feed(board, randomSecret().slice(0, 8).replaceAll(/\W/g, '0')),
    served: new Served(),
    audit: (line) => options.audit?.({ time: new Date(timeOfDay()).toISOString(), ...line }),
  }
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
  readonly #pages = new Map<PageName, ReturnType<typeof pageFile>>()
  #closed = false

  constructor(asterisk: Asterisk, options: HttpOptions) {
    this.#parts = partsOf(asterisk, options)
    this.#identities = new Identities(options)
    this.#actions = new ActionDesk(this.#parts)
    this.#streams = new StreamDesk(this.#parts)
  }

  /** Keeps the models alive until the returned function is called. */
  readonly watch = (): (() => void) => this.#parts.board.acquire()

  readonly handle = async (request: Request, context: HttpContext = {}): Promise<Response> => {
    const { match, methods } = await this.#routing()
    const url = new URL(request.url)
    const path = this.#pathOf(url)
    const found = match(request.method === 'HEAD' ? 'GET' : request.method, path)
    const lost: Problem =
      methods(path).length === 0
        ? { _tag: 'NotFound', what: 'such path' }
        : { _tag: 'WrongMethod', allow: methods(path) }
    const response = await this.#answered(request, url, context, found, lost).catch((error: unknown) =>
      problemAnswer(error instanceof ProblemError ? error.problem : { _tag: 'Crashed' }),
    )
    this.#parts.served.requests.add({
      route: found?.route.path ?? 'other',
      method: found?.route.method ?? 'other',
      status: String(response.status),
    })
    return response
  }

  readonly close = (): void => {
    if (this.#closed) return
    this.#closed = true
    this.#streams.close()
    this.#actions.close()
    this.#identities.sessions.endAll()
    this.#parts.feed.close()
    this.#parts.board.close()
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
    lost: Problem,
  ): Promise<Response> {
    if (this.#closed) fail({ _tag: 'Closed' })
    const bad = hostProblem(request, url, this.#parts.options.hosts) ?? pathProblem(url)
    if (bad !== undefined) return fail(bad)
    if (found === undefined) return fail(lost)
    const { route } = found
    this.#identities.sessions.sweep()
    const identity = this.#identities.of(request, url, context)
    const foreign = siteProblem(request, url, identity?.ambient ?? false)
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
    const { route, identity } = visit
    if (isPageFile(route.name)) return this.#page(route.name, visit.request)
    switch (route.name) {
      case 'login':
        return this.#login(visit)
      case 'openapi':
        return jsonAnswer(openapi(await this.#version()))
      case 'healthz':
        return plain(200, 'ok')
      case 'readyz':
        return this.#ready()
      default:
        return identity === undefined ? fail({ _tag: 'NoLogin' }) : this.#private({ ...visit, identity })
    }
  }

  async #private(visit: Known): Promise<Response> {
    const { route, identity, params, url } = visit
    const { board, options } = this.#parts
    if (isAction(route.name)) return this.#actions.perform(route.name, visit)
    switch (route.name) {
      case 'about':
        return jsonAnswer(await this.#about(identity.user))
      case 'state':
        return jsonAnswer(await stateOf(board, sightOf(identity.user, options.groups)))
      case 'events':
        return this.#streams.open(visit)
      case 'metrics':
        return this.#metrics()
      case 'logout':
        if (identity.session !== undefined) this.#identities.sessions.end(identity.session)
        return answer(204, null, { 'Set-Cookie': this.#identities.noCookie(url) })
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

  async #about(user: HttpUser): Promise<JsonObject> {
    const { options, board } = this.#parts
    const { title, groups = {}, contexts, popUrl } = options
    const shown = user.groups ?? Object.keys(groups)
    return {
      name: 'rx-asterisk',
      version: await this.#version(),
      title: title ?? 'Switchboard',
      user: user.name,
      allowed: allowedTo(user, options),
      lacks: board.lacks().map(({ stream, read }) => ({ stream, read })),
      groups: Object.fromEntries(shown.map((name) => [name, groups[name]?.devices ?? []])),
      context: contexts?.[0] ?? 'internal',
      popUrl: popUrl?.startsWith('https://') === true ? popUrl : null,
      now: timeOfDay(),
    }
  }

  #ready(): Response {
    const status = this.#parts.asterisk.status()
    if (status._tag !== 'Ready') return plain(503, `link: ${status._tag.toLowerCase()}`)
    return status.reading.length === 0 ? plain(200, 'ready') : plain(503, `reading: ${status.reading.join()}`)
  }

  async #metrics(): Promise<Response> {
    const { asterisk, board, served, feed } = this.#parts
    const more = { version: await this.#version(), conflated: feed.conflated(), now: timeOfDay() }
    const text = metricsText(metricsOf(asterisk, board.now(), served, more))
    return answer(200, text, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' })
  }

  async #page(name: PageName, request: Request): Promise<Response> {
    const reading = this.#pages.get(name) ?? pageFile(name, this.#parts.options.pageFolder)
    this.#pages.set(name, reading)
    const file = (await reading) ?? fail({ _tag: 'NotFound', what: 'page: this package was not built' })
    const headers = { 'Content-Type': file.type, ETag: file.etag, 'Cache-Control': 'no-cache' }
    if (request.headers.get('if-none-match') === file.etag) return answer(304, null, headers)
    return answer(200, request.method === 'HEAD' ? null : new Uint8Array(file.body), headers)
  }

  async #login({ body, url, context }: Visit): Promise<Response> {
    const began = elapsed()
    const address = context.address ?? null
    const result = await this.#identities.login(body, url, address ?? '')
    const note = (user: string | null, status: number, outcome: string): void => {
      this.#parts.audit({ user, address, action: 'login', target: null, status, outcome, ms: elapsed() - began })
    }
    if (result._tag === 'In') {
      note(result.user.name, 200, 'done')
      return jsonAnswer({ user: result.user.name }, 200, { 'Set-Cookie': result.cookie })
    }
    const problem: Problem =
      result._tag === 'Wrong' ? { _tag: 'WrongLogin' } : { _tag: 'TooMany', what: 'logins', after: result.after }
    note(null, describe(problem).status, problem._tag)
    return problemAnswer(problem)
  }
}
