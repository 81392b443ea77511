/** The events of the server, for ever: a stream that is closed or silent is opened anew, and where none passes the page asks. */
import { type Fields, parsed } from './decode.js'
import { ask } from './server.js'

/** News of the server, or of the way to it. */
export type News =
  | { readonly _tag: 'snapshot' | 'change' | 'happened' | 'outcome' | 'beat'; readonly data: Fields }
  | { readonly _tag: 'polled'; readonly data: Fields }
  | { readonly _tag: 'lost' }
  | { readonly _tag: 'refused' }

const EVENTS = ['snapshot', 'change', 'happened', 'outcome', 'beat'] as const

/** Milliseconds after which a stream without any event counts as held back. */
const HELD = 10_000
const POLL = 3000
const LONGEST_WAIT = 30_000

export interface Stream {
  readonly close: () => void
  /** Opens a new stream at once. */
  readonly again: () => void
}

/** Asks for the state every 3 s, until it is stopped. */
const polling = (emit: (news: News) => void): (() => void) => {
  const poll = async (): Promise<void> => {
    const { status, body } = await ask('api/state')
    if (status === 200) emit({ _tag: 'polled', data: body })
    else emit({ _tag: status === 401 ? 'refused' : 'lost' })
  }
  void poll()
  const timer = setInterval(() => void poll(), POLL)
  return () => {
    clearInterval(timer)
  }
}

export const openStream = (emit: (news: News) => void): Stream => {
  let source: EventSource | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let held: ReturnType<typeof setTimeout> | undefined
  let stopPolling: (() => void) | undefined
  let tries = 0

  const heard = (): void => {
    tries = 0
    clearTimeout(held)
    held = undefined
    stopPolling?.()
    stopPolling = undefined
  }
  const askSoon = () => setTimeout(() => (stopPolling ??= polling(emit)), HELD)
  /** After 401, 503 or 204 a browser never comes back by itself. */
  const later = (): void => {
    clearTimeout(retry)
    retry = setTimeout(() => void comeBack(), Math.min(LONGEST_WAIT, 1000 * 2 ** tries))
    tries += 1
  }
  const comeBack = async (): Promise<void> => {
    const { status } = await ask('api')
    // another tab may have taken the lead meanwhile
    if (source === undefined) return
    if (status === 401) emit({ _tag: 'refused' })
    else if (status === 200) open()
    else later()
  }
  const open = (): void => {
    source?.close()
    clearTimeout(retry)
    // a stream that is opened again and again without any event is held back too
    held ??= askSoon()
    const fresh = new EventSource('api/events')
    source = fresh
    for (const name of EVENTS)
      fresh.addEventListener(name, (event: MessageEvent<unknown>) => {
        heard()
        emit({ _tag: name, data: parsed(String(event.data)) })
      })
    fresh.addEventListener('error', () => {
      // while the page asks, a stream without events is nothing new
      if (stopPolling === undefined) emit({ _tag: 'lost' })
      clearTimeout(held)
      held = askSoon()
      if (fresh.readyState === EventSource.CLOSED && fresh === source) later()
    })
  }
  open()
  return {
    again: open,
    close: () => {
      source?.close()
      source = undefined
      clearTimeout(retry)
      heard()
    },
  }
}
