/** The event streams of a server: so many at once, and so many for one login. */
import { fromEvent, NEVER, Subscription, timer } from 'rxjs'
import { answer } from './answers.js'
import { COLLECTIONS } from './boardState.js'
import { eventStream } from './eventStream.js'
import { fail, type Known, type Parts } from './known.js'
import { timeLeft } from './sessions.js'
import { sightOf } from './view.js'

const MOST = 100
const MOST_EACH = 8

export class StreamDesk {
  readonly #parts: Parts
  readonly #open = new Map<string, number>()
  readonly #ends = new Set<() => void>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  readonly open = ({ request, url, context, identity }: Known): Response => {
    const { feed, options, served } = this.#parts
    const { key, owner, session, user } = identity
    if (served.streams >= MOST || (this.#open.get(key) ?? 0) >= MOST_EACH)
      fail({ _tag: 'TooMany', what: 'streams', after: 5000 })
    const wanted = url.searchParams.get('only')?.split(',')
    const opening = {
      sight: sightOf(user, options.groups),
      user: owner,
      only: wanted === undefined ? undefined : COLLECTIONS.filter((each) => wanted.includes(each)),
      lastEventId: request.headers.get('last-event-id') ?? undefined,
      stalled$: context.stalled === undefined ? NEVER : fromEvent(context.stalled, 'abort'),
    }
    // a client that has left already ends the stream while it begins: what is added then is undone at once
    const closing = new Subscription(this.#counted(key))
    const { body, end } = eventStream(feed, opening, request.signal, () => {
      closing.unsubscribe()
    })
    for (const ends of session === undefined ? [this.#ends] : [this.#ends, session.ends]) {
      ends.add(end)
      closing.add(() => ends.delete(end))
    }
    // a session that becomes too old ends its streams, also where nobody asks for anything else
    if (session !== undefined) closing.add(timer(timeLeft(session)).subscribe({ next: end, error: end }))
    return answer(200, body, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' })
  }

  readonly close = (): void => {
    for (const end of [...this.#ends]) end()
  }

  /** Counts one stream until the returned function is called. */
  #counted(key: string): () => void {
    this.#count(key, 1)
    return () => {
      this.#count(key, -1)
    }
  }

  #count(key: string, by: 1 | -1): void {
    this.#parts.served.streams += by
    const now = (this.#open.get(key) ?? 0) + by
    if (now === 0) this.#open.delete(key)
    else this.#open.set(key, now)
  }
}
