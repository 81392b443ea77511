/**
 * Clients that take nothing any more, such as a laptop that was shut. Node does not see it for minutes: its writes go into the buffers of the
 * kernel.
 */
import type { Socket } from 'node:net'
import { exhaustMap, filter, interval, map, type Observable } from 'rxjs'
import { elapsed } from '../../rx/clock.js'
import { endsKey, type TcpQueues } from './tcpQueues.js'

/** Milliseconds. */
const STALLED_AFTER = 30_000
const LOOK = 2000

/** The bytes that a client has taken, and when it last took some, or had none to take. */
export interface Progress {
  readonly taken: number
  readonly at: number
}

/** `handed`: the bytes that were given to the kernel; `waiting`: those of them that the client has not taken. */
export const progressAfter = (before: Progress, handed: number, waiting: number, now: number): Progress => {
  const taken = handed - waiting
  return waiting === 0 || taken > before.taken ? { taken, at: now } : before
}

type Client = Pick<
  Socket,
  'bytesWritten' | 'writableLength' | 'localPort' | 'remoteAddress' | 'remotePort' | 'once' | 'destroy'
>

interface Watched {
  readonly controller: AbortController
  readonly key: string
  progress: Progress
}

/** The clients of one server. */
export class Stalls {
  readonly #clients = new Map<Client, Watched>()

  /** Watches a client until it closes. */
  readonly add = (client: Client): void => {
    const progress = { taken: 0, at: elapsed() }
    this.#clients.set(client, { controller: new AbortController(), key: endsKey(client), progress })
    client.once('close', () => this.#clients.delete(client))
  }

  /** Aborted when this client is cut: it has taken nothing for 30 s, although bytes wait for it. */
  readonly signalOf = (client: Client): AbortSignal | undefined => this.#clients.get(client)?.controller.signal

  /** Cuts stalled clients while it is subscribed. */
  readonly watch = (queues: () => Promise<TcpQueues>, after = STALLED_AFTER, each = LOOK): Observable<void> =>
    interval(each).pipe(
      filter(() => this.#clients.size > 0),
      exhaustMap(() => {
        // before the table is read: bytes that are handed meanwhile must not count as taken
        const handed = new Map(Array.from(this.#clients.keys(), (client) => [client, handedTo(client)]))
        return queues().then((waiting) => ({ waiting, handed }))
      }),
      map(({ waiting, handed }) => {
        for (const [client, bytes] of handed) this.#look(client, bytes, waiting, after)
      }),
    )

  #look(client: Client, handed: number, waiting: TcpQueues, after: number): void {
    const watched = this.#clients.get(client)
    if (watched === undefined) return
    const now = elapsed()
    watched.progress = progressAfter(watched.progress, handed, waiting.get(watched.key) ?? 0, now)
    if (now - watched.progress.at < after) return
    watched.controller.abort()
    client.destroy()
  }
}

const handedTo = ({ bytesWritten, writableLength }: Client): number => bytesWritten - writableLength
