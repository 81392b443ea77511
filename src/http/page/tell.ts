/** Signs for an operator who looks elsewhere: the title, the live region, sound, and notifications. */
import { localTime } from './clock.js'
import { isCurrent, type Page } from './page.js'
import { cut, resultText, who } from './pieces.js'
import { shownQueues } from './side.js'
import type { Call } from './values.js'

/** Milliseconds between two sentences of the live region. */
const QUIET = 3000

const ringingCalls = (page: Page): readonly Call[] =>
  isCurrent(page) ? [...(page.state.calls?.values() ?? [])].filter(({ state }) => state === 'ringing') : []

/** The calls that ring for this person: at the own phone, where one is chosen. */
const mine = ({ settings: { phone } }: Page, calls: readonly Call[]): readonly Call[] =>
  calls.filter(({ ringing }) => phone === '' || ringing.some(({ device }) => device === phone))

const sums = (page: Page, ringing: number): string => {
  const { texts } = page
  const waiting = isCurrent(page) ? shownQueues(page).reduce((sum, each) => sum + each.waiting.length, 0) : 0
  return [
    ...(ringing === 0 ? [] : [`${ringing} ${texts(ringing === 1 ? 'ringingOne' : 'ringingMany')}`]),
    ...(waiting === 0 ? [] : [`${waiting} ${texts(waiting === 1 ? 'waitingOne' : 'waitingMany')}`]),
  ].join(', ')
}

let saidAt = 0
let later: ReturnType<typeof setTimeout> | undefined

/** Says the sums, once in 3 s at most, and the newest result of an action. */
const say = (page: Page, region: HTMLElement, ringing: number): void => {
  const result = [...page.results.values()].at(-1)
  const text = [
    result === undefined || result._tag === 'Running' ? '' : cut(resultText(result, page.texts)),
    sums(page, ringing),
  ]
    .filter(Boolean)
    .join('. ')
  if (region.textContent === text) return
  clearTimeout(later)
  const wait = saidAt + QUIET - localTime()
  if (wait > 0 && wait <= QUIET) later = setTimeout(() => say(page, region, ringing), wait)
  else {
    region.textContent = text
    saidAt = localTime()
  }
}

const shown = new Map<string, Notification>()

/** A notification for each call that rings; it goes when the ringing ends. */
const notify = (page: Page, calls: readonly Call[], isLeader: boolean): void => {
  const wanted = page.settings.notifies && isLeader ? calls : []
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

const sound = (page: Page, calls: readonly Call[], isLeader: boolean): void => {
  const now = new Set(calls.map(({ id }) => id))
  if (page.settings.sound && isLeader && [...now].some((id) => !rung.has(id))) beep()
  rung = now
}

export const tell = (page: Page, region: HTMLElement, isLeader: boolean): void => {
  const ringing = ringingCalls(page)
  const own = mine(page, ringing)
  const title = `${ringing.length > 0 ? `(${ringing.length}) ` : ''}${cut(page.about.title)}`
  if (document.title !== title) document.title = title
  say(page, region, ringing.length)
  if ('Notification' in globalThis) notify(page, own, isLeader)
  sound(page, own, isLeader)
}
