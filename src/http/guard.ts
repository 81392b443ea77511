/** Rules for every request, before anything is looked up: host name, origin, type and size of the body. Pure, but for the reading of a body. */
import * as E from 'fp-ts/lib/Either.js'
import { isObject, type JsonObject, parsed } from './json.js'
import type { Problem } from './problem.js'

const LONGEST_PATH = 1024
const LARGEST_BODY = 16 * 1024

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

const portless = (host: string): string => host.replace(/:\d+$/, '')

/** A name without a port allows any port. */
const isServed = (host: string, hosts: readonly string[]): boolean =>
  hosts.some((each) => each.toLowerCase() === host || each.toLowerCase() === portless(host))

/** Both names count: a request line with a whole URL decides the URL, and the header is another one. */
export const hostProblem = (request: Request, url: URL, hosts: readonly string[] = LOOPBACK): Problem | undefined => {
  const given = request.headers.get('host')?.toLowerCase() ?? url.host
  return isServed(url.host, hosts) && isServed(given, hosts) ? undefined : { _tag: 'WrongHost' }
}

/** True for an Origin of this host; false for `null` and for what is no URL. With https a page of http is another site. */
const isOwn = (origin: string, host: string, secure: boolean): boolean => {
  try {
    const given = new URL(origin)
    return given.host === host && (given.protocol === 'https:' || (!secure && given.protocol === 'http:'))
  } catch {
    return false
  }
}

export const isWriting = (method: string): boolean => method !== 'GET' && method !== 'HEAD'

/**
 * A page of another site, also one on another port of this host. `ambient`: the browser sends the login by itself, as with a cookie; then the
 * request must say where it comes from. `secure`: browsers reach this server by https.
 */
export const siteProblem = (
  request: Request,
  url: URL,
  { ambient, secure }: { readonly ambient: boolean; readonly secure: boolean },
): Problem | undefined => {
  const crossSite: Problem = { _tag: 'CrossSite' }
  const site = request.headers.get('sec-fetch-site')
  if (!isWriting(request.method))
    return site === 'cross-site' && /\/api(?:\/|$)/.test(url.pathname) ? crossSite : undefined
  if (site !== null && site !== 'same-origin') return crossSite
  const origin = request.headers.get('origin')
  const host = request.headers.get('host')?.toLowerCase() ?? url.host
  if (origin === null) return ambient ? crossSite : undefined
  if (!isOwn(origin, host, secure)) return crossSite
  return ambient && request.headers.get('rx-asterisk') !== '1' ? crossSite : undefined
}

export const pathProblem = (url: URL): Problem | undefined =>
  url.pathname.length + url.search.length > LONGEST_PATH ? { _tag: 'TooLarge', limit: LONGEST_PATH } : undefined

/** Reads at most the limit, however the body is sent. */
const textOf = async (body: ReadableStream<Uint8Array>): Promise<string | undefined> => {
  const reader = body.getReader()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  let text = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    if (bytes > LARGEST_BODY) {
      await reader.cancel()
      return undefined
    }
    text += decoder.decode(value, { stream: true })
  }
}

/** The body as a JSON object. A DELETE may come without one. */
export const bodyOf = async (request: Request): Promise<E.Either<Problem, JsonObject>> => {
  const type = request.headers.get('content-type')
  if (request.body === null && request.method === 'DELETE') return E.right({})
  if (type === null || !/^application\/json(?:; *charset=utf-8)?$/i.test(type)) return E.left({ _tag: 'NotJson' })
  if (request.body === null) return E.right({})
  try {
    const text = await textOf(request.body)
    if (text === undefined) return E.left({ _tag: 'TooLarge', limit: LARGEST_BODY })
    const value = text === '' ? {} : parsed(text)
    return isObject(value) ? E.right(value) : E.left({ _tag: 'NotJson' })
  } catch {
    // the client left in the middle, or its bytes are no UTF-8
    return E.left({ _tag: 'NotJson' })
  }
}
