/** Click to call over HTTP: `POST /call?from=200&to=240` rings phone 200. A browser that goes away before the answer cancels the call. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { Subscription } from 'rxjs'
import { type Asterisk, failureOf, show } from '../../src/index.js' // in your program: 'rx-asterisk'
import { asProgram } from './environment.js'

export interface ClickToCall {
  /** The phones that may be rung: everybody who reaches this port may ring them. */
  readonly phones: readonly string[]
  readonly context: string
}

const say = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** The two ends of the call: only digits, so that no text of a browser reaches Asterisk. */
const wanted = ({ method, url = '' }: IncomingMessage): { readonly from: string; readonly to: string } | undefined => {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  const from = searchParams.get('from') ?? ''
  const to = searchParams.get('to') ?? ''
  return method === 'POST' && pathname === '/call' && /^\d+$/.test(from) && /^\d+$/.test(to) ? { from, to } : undefined
}

/** A handler for `node:http`, or for any server that is built on it. */
export const clickToCall =
  (asterisk: Pick<Asterisk, 'call'>, { phones, context }: ClickToCall): RequestListener =>
  (request, response) => {
    const ends = wanted(request)
    if (ends === undefined || !phones.includes(ends.from)) {
      say(response, 404, { error: 'no such phone' })
      return
    }
    const calling = asterisk.call(`PJSIP/${ends.from}`, ends.to, context, { timeout: 20_000 }).subscribe({
      next: ({ channel, uniqueid }) => {
        say(response, 200, { channel, uniqueid })
      },
      error: (error: unknown) => {
        const failure = failureOf(error)
        say(response, 502, { error: failure === undefined ? 'failed' : show(failure) })
      },
    })
    // also after the answer, when unsubscribing does nothing
    response.on('close', () => {
      calling.unsubscribe()
    })
  }

asProgram(import.meta.filename, (asterisk) => {
  const server = createServer(clickToCall(asterisk, { phones: ['200', '2222'], context: 'internal' }))
  server.listen(8080, '127.0.0.1')
  return new Subscription(() => server.close())
})
