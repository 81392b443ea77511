/** The page of the switchboard: everything that the server tells, drawn when it comes. A caller's text is always text, and never markup. */
import { BACK } from './bars.js'
import { localTime, noteTime, runTimers, serverTime } from './clock.js'
import { number } from './decode.js'
import { makeFrame } from './frame.js'
import { listenToKeys } from './keys.js'
import { showLogin } from './login.js'
import { happeningsAfter, type State, stateAfter, stateOf } from './model.js'
import { takeOutcome } from './orders.js'
import { begin, change, changeNow, hasBegun, isCurrent, may, seen } from './page.js'
import { askAbout, login } from './server.js'
import { settingsOf } from './settings.js'
import { type News, openStream, type Stream } from './stream.js'
import { shareStream } from './tabs.js'
import { languageOf, textsOf } from './texts.js'
import { runAllTimes } from './times.js'
import type { About } from './values.js'

/** Milliseconds without news after which the server counts as lost. It sends a beat every 5 s. */
const SILENCE = 12_000
/** The same for a stream that was opened anew: its connection may be as dead as the old one. */
const IMPATIENCE = 6000
const SECOND = 1000
/** Milliseconds between two questions for the rights, while a list stays unknown. */
const ASK_RIGHTS = 5000

let heardAt = localTime()
/** True from the loss of a link until everything is right again. */
let wasAway = false
let stream: Stream | undefined

const lost = (): void => {
  const { heard, lostAt } = seen()
  if (heard === 'none') return
  wasAway = true
  changeNow({ heard: 'none', lostAt: lostAt ?? serverTime() })
}

/** Asks for the rights again. A server of another version has another page. */
const refresh = async (): Promise<void> => {
  const about = await askAbout().catch(() => seen().about)
  const last = sessionStorage.getItem('rx-asterisk version')
  if (about === undefined) location.reload()
  else if (about.version !== seen().about.version && last !== about.version) {
    sessionStorage.setItem('rx-asterisk version', about.version)
    location.reload()
  } else change({ about })
}

/** Takes the state of the server, and tells when an outage has ended. */
const take = (state: State, heard: 'events' | 'polls'): void => {
  const before = seen()
  change({ state, heard, lostAt: null })
  // missing rights are known when the lists were read, and another server may have another version
  if (!isCurrent(before) && isCurrent(seen())) void refresh()
  if (state.link.lostAt !== null) wasAway = true
  if (!wasAway || !isCurrent(seen())) return
  wasAway = false
  change({ missed: state.link.unknown })
  setTimeout(() => change({ missed: undefined }), BACK)
}

const onNews = (news: News): void => {
  if (news._tag === 'refused') {
    location.reload()
    return
  }
  if (news._tag === 'lost') {
    lost()
    return
  }
  const { data } = news
  heardAt = localTime()
  const isWhole = news._tag === 'snapshot' || news._tag === 'polled'
  if (data['at'] !== undefined) noteTime(number(data['at']), isWhole)
  switch (news._tag) {
    case 'snapshot':
      take(stateOf(data), 'events')
      break
    case 'polled':
      take(stateOf(data), 'polls')
      break
    case 'change':
      take(stateAfter(seen().state, data), 'events')
      break
    case 'happened':
      change({ happenings: happeningsAfter(seen().happenings, data, serverTime()) })
      break
    case 'outcome':
      takeOutcome(data)
      break
    case 'beat':
      break
  }
}

const keepAwake = async (): Promise<void> => {
  if (!seen().isWall || !('wakeLock' in navigator) || document.visibilityState !== 'visible') return
  // a browser may refuse, as with an empty battery
  await navigator.wakeLock.request('screen').catch(() => undefined)
}

/** `#wall` is the wall; `#call=+4930…` opens the dialogue of a call, and never dials. */
const readHash = (): void => {
  const { hash } = location
  const dialled = /^#call=((?:%2B|[\d+*#]){1,64})$/i.exec(hash)?.[1]?.replaceAll(/%2B/gi, '+')
  changeNow({ isWall: hash === '#wall' })
  if (dialled !== undefined) {
    history.replaceState(null, '', location.pathname)
    if (may(seen(), 'call')) changeNow({ dialog: 'call', dialled })
  }
  void keepAwake()
}

const run = (about: About): void => {
  const settings = settingsOf(about)
  const tabs = shareStream(about.version, {
    lead: () => {
      const mine = openStream((news) => {
        onNews(news)
        tabs.tell(news)
      })
      stream = mine
      return mine.close
    },
    take: onNews,
    state: () => (seen().heard === 'none' ? undefined : { state: seen().state, at: serverTime() }),
    takeState: (state, at) => {
      heardAt = localTime()
      noteTime(at, true)
      take(state, 'events')
    },
    again: () => stream?.again(),
  })
  const look = (): void => {
    if (localTime() - heardAt >= (seen().heard === 'none' ? IMPATIENCE : SILENCE)) {
      lost()
      heardAt = localTime()
      tabs.revive()
    }
  }
  const draw = makeFrame(tabs.revive, tabs.isLeader)
  begin({ about, settings, texts: textsOf(languageOf(settings.language)), isWall: false }, draw)
  readHash()
  listenToKeys()
  addEventListener('hashchange', readHash)
  for (const name of ['pageshow', 'online'] as const) addEventListener(name, look)
  document.addEventListener('visibilitychange', () => {
    look()
    void keepAwake()
  })
  setInterval(() => {
    look()
    runTimers(isCurrent(seen()), null)
    runAllTimes()
  }, SECOND)
  setInterval(() => {
    if (isCurrent(seen()) && Object.values(seen().state).includes(undefined)) void refresh()
  }, ASK_RIGHTS)
}

const start = async (): Promise<void> => {
  const about = await askAbout()
  document.documentElement.lang = languageOf('')
  if (about === undefined) showLogin(() => location.reload())
  else if (!hasBegun()) run(about)
}

/** Without a link to the server: again, until there is one. */
const startSoon = (): void => {
  start().catch(() => setTimeout(startSoon, 3 * SECOND))
}

const token = /^#token=([\w-]+)$/.exec(location.hash)?.[1]
if (token !== undefined) {
  history.replaceState(null, '', location.pathname)
  void login({ token }).then(startSoon, startSoon)
} else startSoon()
