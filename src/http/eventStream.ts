/** The body of an event stream: bytes that wait in memory are bounded by the room of the stream. */
import { Subject, type Subscription } from 'rxjs'
import type { Feed, Opening } from './feed.js'

/** The bytes that may wait for one reader before it counts as slow. */
const ROOM = 64 * 1024

/** Servers write this error to their log: one line is enough. */
const unread = (): Error => Object.assign(new Error('a reader of events is ended, as it does not read'), { stack: '' })

/**
 * A web stream that reads from the feed. It lets go by its `cancel`, by the signal, and when the feed ends; each of them may come first.
 * `ended` runs once.
 */
export const eventStream = (
  feed: Feed,
  opening: Omit<Opening, 'sink' | 'read$'>,
  signal: AbortSignal | undefined,
  ended: () => void,
): { readonly body: ReadableStream<Uint8Array>; readonly end: () => void } => {
  const read$ = new Subject<void>()
  const encoder = new TextEncoder()
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
        const sink = {
          hasRoom: () => (controller.desiredSize ?? 0) > 0,
          write: (text: string) => {
            controller.enqueue(encoder.encode(text))
          },
          end: () => {
            try {
              controller.close()
            } catch {
              // the client has cancelled the stream: it is closed already
            }
          },
          cut: () => {
            // an error ends the connection too; an end would wait until the client has read all
            controller.error(unread())
          },
        }
        signal?.addEventListener('abort', end)
        subscription = feed.open({ ...opening, sink, read$ })
        subscription.add(end)
        if (signal?.aborted === true) end()
      },
      pull: () => {
        read$.next()
      },
      cancel: end,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: ROOM }),
  )
  return { body, end }
}
