/** The calls: a row for each, under headings that tell their state. */
import { html, nothing } from 'lit-html'
import { repeat } from 'lit-html/directives/repeat.js'
import { dragSource } from './drag.js'
import { Hosts } from './hosts.js'
import { canPickUp, end, park, pickUp } from './orders.js'
import { choose, isCurrent, type Page, seen } from './page.js'
import { actButton, foreign, inPlace, numberUnder, resultOf, timeSince, who } from './pieces.js'
import { popLink } from './pop.js'
import { fits } from './search.js'
import { stateText } from './shapes.js'
import type { Call, Leg, Word } from './values.js'

const HEADINGS: readonly Word[] = ['ringing', 'talking', 'dialing', 'held', 'unknown']
/** Seconds on hold after which somebody should look. */
const LONG_HOLD = 120

/** The rows; drawn in the lists of `callsPart`. */
const rows = new Hosts((id) => {
  const row = document.createElement('li')
  dragSource(row, id)
  return row
})

type Called = readonly Pick<Leg, 'name' | 'number'>[]

/** The sides that are called: those that ring, also after a transfer, or those who answered. */
const called = ({ state, answeredBy, ringing, called: number }: Call): Called => {
  if (ringing.length > 0 && (state === 'ringing' || answeredBy.length === 0)) return ringing
  if (answeredBy.length > 0) return answeredBy
  return number === null ? [] : [{ name: null, number }]
}

export const sidesText = (page: Page, call: Call): readonly [from: string, to: string] => [
  who(call.caller, page.texts),
  called(call)
    .map((each) => who(each, page.texts))
    .join(', '),
]

const side = (page: Page, parties: Called, style: string, via = '') =>
  html`<span class=${style}
    >${foreign(parties.map((each) => who(each, page.texts)).join(', '), 'n')}<small class="no"
      >${foreign(parties.map(numberUnder).filter(Boolean).join(', '))}</small
    >${via === '' ? nothing : html`<small class="via">${foreign(via)}</small>`}</span
  >`

export const callTime = (call: Call) =>
  timeSince(
    call.state === 'ringing' ? call.began : (call.answeredAt ?? call.began),
    call.state === 'held' ? LONG_HOLD : null,
  )

/** The queue or the conference through which it came. */
const viaOf = ({ texts }: Page, { queue, room }: Call): string =>
  queue ?? (room === null ? '' : `${texts('room')} ${room}`)

const row = (page: Page, call: Call) => {
  const { texts, chosen } = page
  const toggle = (): void => {
    choose(seen().chosen?.id === call.id ? undefined : { kind: 'call', id: call.id })
  }
  const inRow = { inRow: true }
  return html`<button
      class="open"
      data-item=${call.id}
      tabindex="-1"
      aria-current=${chosen?.id === call.id ? 'true' : nothing}
      @click=${toggle}
    >
      ${stateText(call.state, texts)}${side(page, call.caller === null ? [] : [call.caller], 'side')}${side(page, called(call), 'side to', viaOf(page, call))}${callTime(call)}
    </button>
    <span class="acts"
      >${resultOf(page, call.id)}${popLink(page, call)}
      ${canPickUp(page, call) ? actButton(page, 'transfer', texts('pickUp'), () => pickUp(call.id), inRow) : nothing}
      ${actButton(page, 'transfer', texts('transfer'), () => chooseFor(call), inRow)}
      ${call.state === 'ringing' ? nothing : actButton(page, 'park', texts('park'), () => park(call), inRow)}
      ${actButton(page, 'hangup', texts('end'), () => end(call), { ...inRow, style: 'bad' })}</span
    >`
}

/** Opens the dock of this call, and begins to type the target. */
export const chooseFor = (call: Call): void => {
  choose({ kind: 'call', id: call.id })
  document.querySelector<HTMLInputElement>('#target')?.focus()
}

const drawRow = (page: Page, call: Call): HTMLElement => {
  const { settings, about, isWall, texts } = page
  const isChosen = page.chosen?.id === call.id
  const element = rows.element(call.id)
  const deps = [call, isChosen, isCurrent(page), page.results.get(call.id), settings, about, isWall, texts]
  if (rows.draw(call.id, deps, () => row(page, call)))
    element.className = `row s-${call.state}${isChosen ? ' chosen' : ''}`
  return element
}

let listed:
  { readonly calls: Page['state']['calls']; readonly query: string; readonly shown: readonly Call[] } | undefined

/** The calls that are shown, the oldest first: a row keeps its place while others come and go. Found once for each state. */
export const shownCalls = ({ state: { calls }, query }: Page): readonly Call[] => {
  if (listed?.calls === calls && listed?.query === query) return listed.shown
  const shown = [...(calls?.values() ?? [])]
    .filter((call) => !call.isParked && (query === '' || fits(query, callText(call))))
    .sort((a, b) => a.began - b.began)
  listed = { calls, query, shown }
  return shown
}

const callText = (call: Call): string =>
  [call.caller, ...called(call)].map((each) => `${each?.name ?? ''} ${each?.number ?? ''}`).join(' ')

export const callsPart = (page: Page) => {
  const { state, texts } = page
  rows.keep(state.calls ?? new Map())
  const calls = shownCalls(page)
  const shown = state.calls === undefined ? undefined : { size: calls.length }
  const words = inPlace(page, 'calls', texts('calls'), shown, texts('noCalls'))
  if (words !== undefined) return words
  return html`<div data-list="calls">
    ${HEADINGS.map((word) => {
      const these = calls.filter((call) => call.state === word)
      return these.length === 0
        ? nothing
        : html`<h3>${texts(word)} (${these.length})</h3>
            <ul>
              ${repeat(
                these,
                ({ id }) => id,
                (call) => drawRow(page, call),
              )}
            </ul>`
    })}
  </div>`
}
