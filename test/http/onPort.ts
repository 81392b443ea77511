/** A handler on a port, over a simulated Asterisk whose phones all talk, with readers that read, stop to read, or leave. */
import { type ClientRequest, get, type IncomingMessage } from 'node:http'
import { firstValueFrom, ReplaySubject } from 'rxjs'
import { connect } from '../../src/index.js'
import { listening, loadServer } from '../../src/cli/switchboard/server.js'
import { http } from '../../src/http/index.js'
import { dial, hangup, simulate } from '../../src/testing/index.js'
import { eventually } from '../support/watching.js'
import { metricNames } from './served.js'

export interface Reader {
  readonly bytes: () => number
  readonly isOver: () => boolean
  readonly leave: () => void
}

/** `reads`: false for one that stops to read after the first bytes. */
const reader = async (port: number, name: string, reads: boolean, path: string): Promise<Reader> => {
  const request: ClientRequest = get({ port, path, headers: { 'X-User': name }, agent: false })
  let isOver = false
  let bytes = 0
  request.on('error', () => (isOver = true))
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve)
    request.once('error', reject)
  })
  response.on('close', () => (isOver = true))
  response.on('error', () => (isOver = true))
  if (reads) response.on('data', (piece: Buffer) => (bytes += piece.byteLength))
  return {
    bytes: () => bytes,
    isOver: () => isOver,
    leave: () => {
      request.destroy()
    },
  }
}

/** Phones 1000, 1001 … of which each pair has a call. */
export const onPort = async (phones: number) => {
  const names = Array.from({ length: phones }, (_, index) => String(1000 + index))
  const pbx = simulate({
    endpoints: Object.fromEntries(names.map((name) => [`PJSIP/${name}`, { _tag: 'Answers' as const, after: 1 }])),
    contexts: { internal: (exten) => [dial([`PJSIP/${exten}`]), hangup()] },
  })
  const asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport, linger: 0 })
  const handler = http(asterisk)
  const userOf = ({ headers }: Request) => ({ user: { name: headers.get('x-user') ?? 'anna' } })
  const port$ = new ReplaySubject<number>(1)
  const server = listening(await loadServer(), handler, { host: '127.0.0.1', port: 0 }, userOf).subscribe(port$)
  const port = await firstValueFrom(port$)
  let readers = 0
  let changes = 0
  const metric = async (name: string): Promise<number> => {
    const request = new Request('http://localhost/metrics')
    const text = await (await handler(request, { user: { name: `scrape ${changes}` } })).text()
    if (!metricNames(text).includes(name)) throw new Error(`no metric ${name}`)
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
  }
  return {
    pbx,
    metric,
    /** A link that is kept, and calls of all phones. */
    talk: async (): Promise<void> => {
      await (await handler(new Request('http://localhost/api/calls'), { user: { name: 'talk' } })).text()
      for (let index = 0; index + 1 < phones; index += 2)
        pbx.dial(`PJSIP/${names[index] ?? ''}`, names[index + 1] ?? '')
      await eventually(
        'all talk',
        () => pbx.channels().filter(({ state }) => state === 'Up').length >= phones - 1,
        60_000,
      )
    },
    /** Changes devices that often a second, until the returned function is called: a call is held, or goes on. */
    change: (rate: number): (() => number) => {
      const channels = pbx.channels().map(({ name }) => name)
      const before = changes
      const began = performance.now()
      const timer = setInterval(() => {
        const due = before + ((performance.now() - began) / 1000) * rate
        for (; changes < due; changes += 1) {
          const name = channels[changes % channels.length] ?? ''
          if (Math.floor(changes / channels.length) % 2 === 0) pbx.hold(name)
          else pbx.unhold(name)
        }
      }, 10)
      return () => {
        clearInterval(timer)
        return changes - before
      }
    },
    read: (reads = true, path = '/api/events'): Promise<Reader> =>
      reader(port, `reader ${(readers += 1)}`, reads, path),
    close: async (): Promise<void> => {
      await handler.close()
      server.unsubscribe()
      await asterisk.close()
      await pbx.close()
    },
  }
}

/** The heap after two collections, in MiB; NaN without `--expose-gc`. */
export const heap = (): number => {
  if (globalThis.gc === undefined) return Number.NaN
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed / 2 ** 20
}
