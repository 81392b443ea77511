/** A bus in memory with one log: enough for workers that read. Nobody answers their requests. */
import { concat, EMPTY, NEVER, of } from 'rxjs'
import type { Bus, BusLink } from '../../src/nats/index.js'
import type { MemoryLog } from './memoryLog.js'

export const memoryBus = (server: string, log: MemoryLog): Bus => {
  const close = (): Promise<void> => Promise.resolve()
  const link: BusLink = {
    publish: () => undefined,
    probe: () => undefined,
    subscribe: () => NEVER,
    inbox: () => 'inbox',
    log: () => log.port(),
    newest: (_server, subject) => of(log.entries.findLast((entry) => entry.subject === subject)),
    servers: () => of([server]),
    workers: () => of(0),
    setup: () => EMPTY,
    setupGroup: () => EMPTY,
    tasks: () => NEVER,
  }
  return {
    peer: 'memory',
    state$: concat(of({ _tag: 'Up', link } as const), NEVER),
    fault$: NEVER,
    close,
    [Symbol.asyncDispose]: close,
  }
}
