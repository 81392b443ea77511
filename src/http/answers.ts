/** Responses: JSON, problems, and the headers that each of them has. */
import type { JsonObject } from './json.js'
import { describe, type Problem, problemJson } from './problem.js'

const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ')

/** The headers of every answer. */
const SECURITY = {
  'Content-Security-Policy': CSP,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
} as const

type Headers = Readonly<Record<string, string>>

export const answer = (
  status: number,
  body: string | Uint8Array<ArrayBuffer> | ReadableStream | null,
  headers: Headers = {},
): Response => new Response(body, { status, headers: { ...SECURITY, ...headers } })

export const jsonAnswer = (value: JsonObject, status = 200, headers: Headers = {}): Response =>
  answer(status, JSON.stringify(value), { 'Content-Type': 'application/json', ...headers })

export const problemAnswer = (problem: Problem): Response => {
  const { status, headers } = describe(problem)
  return answer(status, JSON.stringify(problemJson(problem)), {
    'Content-Type': 'application/problem+json',
    ...headers,
  })
}
