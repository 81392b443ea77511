/** The event streams of a server: so many at once, and so many for one login. */
import { answer } from './answers.js'
import { COLLECTIONS } from './boardState.js'
import { eventStream } from './eventStream.js'
import { fail, type Known, type Parts } from './known.js'
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

  readonly open = ({ request, url, identity }: Known): Response => {
    const { feed, options, served } = this.#parts
    const { key, session, user } = identity
    if (served.streams >= MOST || (this.#open.get(key) ?? 0) >= MOST_EACH)
      fail({ _tag: 'TooMany', what: 'streams', after: 5000 })
    const wanted = url.searchParams.get('only')?.split(',')
    const opening = {
      sight: sightOf(user, options.groups),
      user: key,
      only: wanted === undefined ? undefined : COLLECTIONS.filter((each) => wanted.includes(each)),
      lastEventId: request.headers.get('last-event-id') ?? undefined,
    }
    this.#count(key, 1)
    const { body, end } = eventStream(feed, opening, request.signal, () => {
      this.#ends.delete(end)
      session?.ends.delete(end)
      this.#count(key, -1)
    })
    this.#ends.add(end)
    session?.ends.add(end)
    return answer(200, body, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' })
  }

  readonly close = (): void => {
    for (const end of [...this.#ends]) end()
  }

  #count(key: string, by: 1 | -1): void {
    this.#parts.served.streams += by
    const now = (this.#open.get(key) ?? 0) + by
    if (now === 0) this.#open.delete(key)
    else this.#open.set(key, now)
  }
}
