/** One event stream for all tabs of a browser: one tab leads, and tells the others. A browser opens six connections to a host at most. */
import type { State } from './model.js'
import { newKey } from './server.js'
import type { News } from './stream.js'

/** `Hello`: a tab begins. `Lead`: this tab leads, since now or since long. `Left`: the leader is closed. */
type Word =
  | { readonly _tag: 'Hello' }
  | { readonly _tag: 'Left' }
  | { readonly _tag: 'Lead'; readonly id: string; readonly isNew: boolean }
  | { readonly _tag: 'News'; readonly news: News }
  | { readonly _tag: 'State'; readonly state: State; readonly at: number }

interface Share {
  /** Begins to listen to the server; the function that is returned ends it. */
  readonly lead: () => () => void
  readonly take: (news: News) => void
  /** The state for a tab that begins; undefined while it may be wrong. */
  readonly state: () => { readonly state: State; readonly at: number } | undefined
  readonly takeState: (state: State, at: number) => void
  readonly again: () => void
}

/** Milliseconds that a new tab waits for a leader, where there are no Web Locks. */
const ANSWER = 400

/** The channel's name has the version of the page: whatever is on it, this code has said. */
const isWord = (value: unknown): value is Word => typeof value === 'object' && value !== null && '_tag' in value

export interface Tabs {
  /** News for the other tabs, from the tab that leads. */
  readonly tell: (news: News) => void
  readonly isLeader: () => boolean
  /** Nothing was heard for too long: the leader opens a new stream, and another tab takes the lead. */
  readonly revive: () => void
}

export const shareStream = (version: string, { lead, take, state, takeState, again }: Share): Tabs => {
  const name = `rx-asterisk ${location.pathname} ${version}`
  const channel = new BroadcastChannel(name)
  const id = newKey()
  let end: (() => void) | undefined
  /** One tab alone tells nobody. */
  let hasOthers = false
  const say = (word: Word): void => {
    channel.postMessage(word)
  }
  const begin = (): void => {
    if (end !== undefined) return
    end = lead()
    say({ _tag: 'Lead', id, isNew: true })
  }
  const resign = (): void => {
    end?.()
    end = undefined
  }
  const greet = (): void => {
    say({ _tag: 'Lead', id, isNew: false })
    const now = state()
    if (now !== undefined) say({ _tag: 'State', ...now })
  }
  const election = locked(name, begin, resign) ?? answered(begin, () => say({ _tag: 'Hello' }))
  channel.onmessage = ({ data }: MessageEvent<unknown>): void => {
    if (!isWord(data)) return
    if (data._tag === 'News' && end === undefined) take(data.news)
    if (data._tag === 'State' && end === undefined) takeState(data.state, data.at)
    if (data._tag === 'Hello') {
      hasOthers = true
      if (end !== undefined) greet()
    }
    if (data._tag === 'Left' && !election.isLocked) election.take()
    if (data._tag !== 'Lead') return
    election.hasLeader()
    if (end === undefined && data.isNew) say({ _tag: 'Hello' })
    // two that lead at once: the one with the larger id steps back
    if (end !== undefined && !election.isLocked && data.id < id) resign()
  }
  addEventListener('pagehide', () => {
    if (end !== undefined) say({ _tag: 'Left' })
  })
  say({ _tag: 'Hello' })
  return {
    tell: (news) => {
      if (hasOthers) say({ _tag: 'News', news })
    },
    isLeader: () => end !== undefined,
    revive: () => {
      if (end !== undefined) again()
      else election.take()
    },
  }
}

interface Election {
  readonly isLocked: boolean
  readonly hasLeader: () => void
  /** Takes the lead from a tab that is silent. */
  readonly take: () => void
}

/** By a Web Lock: it goes on to the next tab when its own is closed or crashes. Undefined on plain http with a name. */
const locked = (name: string, begin: () => void, resign: () => void): Election | undefined => {
  if (!('locks' in navigator)) return undefined
  const hold = (steal: boolean): void => {
    navigator.locks
      .request(name, { steal }, () => {
        begin()
        return new Promise<never>(() => undefined)
      })
      .catch(() => {
        // another tab took the lead
        resign()
        hold(false)
      })
  }
  hold(false)
  return { isLocked: true, hasLeader: () => undefined, take: () => hold(true) }
}

/** By asking: where nobody answers, this tab leads. */
const answered = (begin: () => void, greet: () => void): Election => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const take = (): void => {
    greet()
    clearTimeout(timer)
    timer = setTimeout(begin, ANSWER + Math.random() * ANSWER)
  }
  take()
  return { isLocked: false, hasLeader: () => clearTimeout(timer), take }
}
