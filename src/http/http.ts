/** `http`: an Asterisk as JSON, events, actions and metrics, for any server of the web. */
import type { Asterisk } from '../index.js'
import type { HttpContext, HttpOptions } from './options.js'
import { Server } from './server.js'

/** Answers requests. It never rejects, but where the package hono is missing. */
export interface HttpHandler {
  (request: Request, context?: HttpContext): Promise<Response>
  /** Keeps the models and the link alive, also without readers, until the returned function is called. */
  readonly watch: () => () => void
  /** Ends all event streams and all sessions, and cancels what runs. The Asterisk is not closed: it belongs to the program. */
  readonly close: () => Promise<void>
}

/**
 * Makes a handler of web-standard requests from an Asterisk: the states as JSON, server-sent events for changes, actions, metrics, and the
 * page. Any server can mount it. The models are subscribed while somebody reads, and 10 s longer.
 *
 * Nothing acts by default, and nobody may read: name the actions in `allow`, and the users in `users`, `tokens`, or in the context of the
 * request. Answers that fail are `application/problem+json`.
 *
 * Needs the package hono (`npm install hono`). The rights of the streams and actions in use are those of the members of `Asterisk`: read
 * classes `call`, `agent`, `system`, `reporting`, `user`, and the write classes of the actions. A collection that this login may not read is
 * told in `lacks`, and is never empty.
 *
 * @example
 * import { connect } from 'rx-asterisk'
 * import { http } from 'rx-asterisk/http'
 *
 * const asterisk = connect({ username: 'admin', password: 'secret' })
 * const handler = http(asterisk, { allow: ['call'] })
 * // the program around the handler has checked who it is
 * const response = handler(new Request('http://localhost/api/state'), { user: { name: 'anna' } })
 */
export const http = (asterisk: Asterisk, options: HttpOptions = {}): HttpHandler => {
  const server = new Server(asterisk, options)
  const handler = (request: Request, context?: HttpContext): Promise<Response> => server.handle(request, context)
  const close = (): Promise<void> => {
    server.close()
    return Promise.resolve()
  }
  return Object.assign(handler, { watch: server.watch, close })
}
