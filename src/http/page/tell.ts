/** Signs for an operator who looks elsewhere: the title, the live region, sound, and notifications. */
import { localTime } from './clock.js'
import { isCurrent, type Page } from './page.js'
import { cut, resultText, who } from './pieces.js'
import { shownQueues } from './side.js'
import type { Call } from './values.js'

/** Milliseconds between two sentences of the live region. */
const QUIET = 3000

let ringing: { readonly of: Page['state']['calls']; readonly calls: readonly Call[] } = { of: undefined, calls: [] }

/** Found once for each state. */
const ringingCalls = (page: Page): readonly Call[] => {
  if (!isCurrent(page)) return []
  const { calls } = page.state
  if (ringing.of !== calls)
    ringing = { of: calls, calls: [...(calls?.values() ?? [])].filter(({ state }) => state === 'ringing') }
  return ringing.calls
}

/** The calls that ring for this person: at the own phone, where one is chosen. */
const mine = (page: Page): readonly Call[] =>
  ringingCalls(page).filter(
    (call) => page.settings.phone === '' || call.ringing.some(({ device }) => device === page.settings.phone),
  )

const sums = (page: Page): string => {
  const { texts } = page
  const { length } = ringingCalls(page)
  const waiting = isCurrent(page) ? shownQueues(page).reduce((sum, each) => sum + each.waiting.length, 0) : 0
  return [
    ...(length === 0 ? [] : [`${length} ${texts(length === 1 ? 'ringingOne' : 'ringingMany')}`]),
    ...(waiting === 0 ? [] : [`${waiting} ${texts(waiting === 1 ? 'waitingOne' : 'waitingMany')}`]),
  ].join(', ')
}

let saidAt = 0
let later: ReturnType<typeof setTimeout> | undefined

/** Says the sums, once in 3 s at most, and the newest result of an action. */
const say = (page: Page, region: HTMLElement): void => {
  const result = [...page.results.values()].at(-1)
  const text = [
    result === undefined || result._tag === 'Running' ? '' : cut(resultText(result, page.texts)),
    sums(page),
  ]
    .filter(Boolean)
    .join('. ')
  if (region.textContent === text) return
  clearTimeout(later)
  const wait = saidAt + QUIET - localTime()
  if (wait > 0 && wait <= QUIET) later = setTimeout(() => say(page, region), wait)
  else {
    region.textContent = text
    saidAt = localTime()
  }
}

const shown = new Map<string, Notification>()

/** A notification for each call that rings; it goes when the ringing ends. */
const notify = (page: Page, isLeader: boolean): void => {
  const wanted = page.settings.notifies && isLeader ? mine(page) : []
  for (const [id, notification] of shown) {
    if (wanted.some((call) => call.id === id)) continue
    notification.close()
    shown.delete(id)
  }
  for (const call of wanted) {
    if (shown.has(call.id) || Notification.permission !== 'granted') continue
    const body = cut(call.ringing.map((each) => who(each, page.texts)).join(', '))
    shown.set(call.id, new Notification(cut(who(call.caller, page.texts)), { body, tag: `rx-asterisk ${call.id}` }))
  }
}

let context: AudioContext | undefined
let rung: ReadonlySet<string> = new Set()

const beep = (): void => {
  context ??= new AudioContext()
  const tone = context.createOscillator()
  const volume = context.createGain()
  volume.gain.value = 0.1
  tone.frequency.value = 660
  tone.connect(volume).connect(context.destination)
  tone.start()
  tone.stop(context.currentTime + 0.25)
}

const sound = (page: Page, isLeader: boolean): void => {
  const now = new Set(mine(page).map(({ id }) => id))
  if (page.settings.sound && isLeader && [...now].some((id) => !rung.has(id))) beep()
  rung = now
}

export const tell = (page: Page, region: HTMLElement, isLeader: boolean): void => {
  const { length } = ringingCalls(page)
  const title = `${length > 0 ? `(${length}) ` : ''}${cut(page.about.title)}`
  if (document.title !== title) document.title = title
  say(page, region)
  if ('Notification' in globalThis) notify(page, isLeader)
  sound(page, isLeader)
}
