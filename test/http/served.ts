/** A handler over a simulated Asterisk, for the tests of `http`. */
import { connect } from '../../src/index.js'
import { http, type HttpContext, type HttpOptions } from '../../src/http/index.js'
import { dial, hangup, simulate, type SimulateOptions, type Simulation } from '../../src/testing/index.js'

const OPTIONS: SimulateOptions = {
  endpoints: {
    'PJSIP/200': { _tag: 'Answers', after: 20 },
    'PJSIP/300': { _tag: 'Rings' },
    'PJSIP/2222': { _tag: 'Answers', after: 20 },
  },
  callerIds: { 'PJSIP/200': 'Kitchen <200>' },
  contexts: { internal: (exten) => (/^\d{3,4}$/.test(exten) ? [dial([`PJSIP/${exten}`]), hangup()] : undefined) },
  queues: { support: { members: ['PJSIP/2222'], entries: [] } },
  mailboxes: { '2222@default': { old: 3, new: 1, urgent: 0 } },
}

export interface Served {
  readonly pbx: Simulation
  readonly ask: (method: string, path: string, asked?: Asked) => Promise<Told>
  readonly raw: (method: string, path: string, asked?: Asked) => Promise<Response>
  /** The actions that Asterisk got, by name. */
  readonly sent: (action: string) => number
  /** Keeps the models alive until the returned function is called. */
  readonly watch: () => () => void
  readonly close: () => Promise<void>
}

export interface Asked {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly context?: HttpContext
  readonly signal?: AbortSignal
  /** A body that comes in pieces. */
  readonly stream?: ReadableStream<Uint8Array>
}

export interface Told {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
}

const ANNA: HttpContext = { user: { name: 'anna' } }

const objectIn = (text: string): Readonly<Record<string, unknown>> => {
  if (!text.startsWith('{')) return {}
  const value: unknown = JSON.parse(text)
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

export const served = (options: HttpOptions = {}, simulated: SimulateOptions = {}): Served => {
  const pbx = simulate({ ...OPTIONS, ...simulated })
  const asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport, linger: 0 })
  const handler = http(asterisk, options)
  const raw = (method: string, path: string, { body, headers = {}, context = ANNA, signal, stream }: Asked = {}) =>
    handler(
      new Request(new URL(path, 'http://localhost:8080'), {
        method,
        headers: {
          ...(body === undefined && stream === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        ...(stream === undefined ? {} : { body: stream, duplex: 'half' as const }),
        ...(signal === undefined ? {} : { signal }),
      }),
      context,
    )
  return {
    pbx,
    raw,
    ask: async (method, path, asked) => {
      const response = await raw(method, path, asked)
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, json: objectIn(text) }
    },
    sent: (action) => pbx.actions().filter((each) => each.action === action).length,
    watch: handler.watch,
    close: async () => {
      await handler.close()
      await asterisk.close()
      await pbx.close()
    },
  }
}

export const NOBODY: HttpContext = {}

/** The names of the metrics in an answer of /metrics. */
export const metricNames = (text: string): readonly string[] =>
  [...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name = '']) => name)

/** A reader of events; `until` reads until the text contains this. */
export const listening = async (at: Served, asked: Asked = {}, path = '/api/events') => {
  const response = await at.raw('GET', path, asked)
  if (response.body === null) throw new Error('no body')
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    response,
    text: () => text,
    until: async (part: string | RegExp): Promise<string> => {
      while (typeof part === 'string' ? !text.includes(part) : !part.test(text)) {
        const { done, value } = await reader.read()
        if (done) throw new Error(`the stream ended before ${String(part)}: ${text}`)
        text += value
      }
      return text
    },
    end: async (): Promise<void> => {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return
        text += value
      }
    },
    leave: () => reader.cancel(),
  }
}
