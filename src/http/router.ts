/** The router: hono's, made from the table of routes. */
import type { Router } from 'hono/router'
import { type Route, ROUTES } from './routes.js'

export interface Match {
  readonly route: (typeof ROUTES)[number]
  /** Percent-encoded, as they came. */
  readonly params: Readonly<Record<string, string>>
}

export interface Routing {
  readonly match: (method: string, path: string) => Match | undefined
  /** The methods of a path; none where there is no such path. */
  readonly methods: (path: string) => readonly string[]
}

type Entry = (typeof ROUTES)[number]

const load = async (): Promise<Router<Entry>> => {
  try {
    const { PatternRouter } = await import('hono/router/pattern-router')
    return new PatternRouter<Entry>()
  } catch (cause) {
    throw new TypeError('rx-asterisk/http needs the package hono: npm install hono', { cause })
  }
}

const METHODS: readonly Route['method'][] = ['GET', 'POST', 'PUT', 'DELETE']

export const routing = async (): Promise<Routing> => {
  const router = await load()
  for (const route of ROUTES) router.add(route.method, route.path, route)
  const match = (method: string, path: string): Match | undefined => {
    const [found] = router.match(method, path)[0]
    if (found === undefined) return undefined
    const [route, params] = found
    return { route, params: Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)])) }
  }
  return { match, methods: (path) => METHODS.filter((method) => match(method, path) !== undefined) }
}
