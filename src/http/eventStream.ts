/** The body of an event stream: bytes that wait in memory are bounded by the room of the reader. */
import { Subject, type Subscription } from 'rxjs'
import type { Feed, Opening } from './feed.js'

/** The bytes that may wait for one reader before it counts as slow. */
const ROOM = 64 * 1024
/** The bytes of one piece: a client that reads slowly shows with each of them that it lives. */
const PIECE = 16 * 1024

/** Servers write this error to their log: one line is enough. */
const unread = (): Error => Object.assign(new Error('a reader of events is ended, as it does not read'), { stack: '' })

/** The texts that wait until they are asked for. A stream that queues by itself would ask at each write, also where nobody reads. */
class Outlet {
  readonly #controller: ReadableStreamDefaultController<Uint8Array>
  readonly #encoder = new TextEncoder()
  #waiting: Uint8Array[] = []
  #bytes = 0
  #isAsked = false

  constructor(controller: ReadableStreamDefaultController<Uint8Array>) {
    this.#controller = controller
  }

  readonly hasRoom = (): boolean => this.#bytes < ROOM

  readonly isTaken = (): boolean => this.#bytes === 0

  readonly write = (text: string): void => {
    const bytes = this.#encoder.encode(text)
    this.#waiting.push(bytes)
    this.#bytes += bytes.byteLength
    this.#give()
  }

  /** The client has read, and asks for more. */
  readonly ask = (): void => {
    this.#isAsked = true
    this.#give()
  }

  readonly end = (): void => {
    try {
      for (const bytes of this.#waiting) this.#controller.enqueue(bytes)
      this.#controller.close()
    } catch {
      // the client has cancelled the stream: it is closed already
    }
    this.#forget()
  }

  /** An error ends the connection too; an end would wait until the client has read all. */
  readonly cut = (): void => {
    this.#controller.error(unread())
    this.#forget()
  }

  #give(): void {
    const bytes = this.#isAsked ? this.#waiting.shift() : undefined
    if (bytes === undefined) return
    this.#isAsked = false
    const piece = bytes.subarray(0, PIECE)
    if (bytes.byteLength > PIECE) this.#waiting.unshift(bytes.subarray(PIECE))
    this.#bytes -= piece.byteLength
    this.#controller.enqueue(piece)
  }

  #forget(): void {
    this.#waiting = []
    this.#bytes = 0
  }
}

/**
 * A web stream that reads from the feed. It lets go by its `cancel`, by the signal, and when the feed ends; each of them may come first.
 * `ended` runs once.
 */
export const eventStream = (
  feed: Pick<Feed, 'open'>,
  opening: Omit<Opening, 'sink' | 'read$'>,
  signal: AbortSignal | undefined,
  ended: () => void,
): { readonly body: ReadableStream<Uint8Array>; readonly end: () => void } => {
  const read$ = new Subject<void>()
  let outlet: Outlet | undefined
  let subscription: Subscription | undefined
  let isOver = false
  const end = (): void => {
    if (isOver) return
    isOver = true
    signal?.removeEventListener('abort', end)
    subscription?.unsubscribe()
    ended()
  }
  const body = new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        outlet = new Outlet(controller)
        signal?.addEventListener('abort', end)
        subscription = feed.open({ ...opening, sink: outlet, read$ })
        subscription.add(end)
        if (signal?.aborted === true) end()
      },
      pull: () => {
        outlet?.ask()
        read$.next()
      },
      cancel: end,
    },
    // nothing is read ahead: each pull is a client that asks
    { highWaterMark: 0 },
  )
  return { body, end }
}
