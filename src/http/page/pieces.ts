/** Pieces that several parts of the page show: people, times, results, buttons. */
import { html, nothing } from 'lit-html'
import { live } from 'lit-html/directives/live.js'
import { durationText, now } from './clock.js'
import { isCurrent, may, type Page } from './page.js'
import type { Texts } from './texts.js'
import type { Result } from './server.js'
import type { Lack, Party } from './values.js'

/** The longest text of a caller that is shown. */
const LONGEST = 256

/** A text of somebody else: never longer than this, and without characters that have no shape. */
export const cut = (text: string): string => {
  const plain = text.replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ')
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain
}

/** A text of somebody else, whose direction does not change that of its neighbours. */
export const foreign = (text: string, style = '') => html`<bdi class=${style}>${cut(text)}</bdi>`

export const who = (party: Party | null, texts: Texts): string =>
  party === null ? '' : (party.name ?? party.number ?? texts('withheld'))

/** The number, where the name is shown already. */
export const numberUnder = (party: Party | null): string =>
  party === null || party.name === null ? '' : (party.number ?? '')

/** A time that runs; `late`: the seconds after which it has another colour. `runAllTimes` sets its text each second; it is never read aloud. */
export const timeSince = (since: number | null, late: number | null = null) =>
  since === null
    ? nothing
    : html`<time
        aria-hidden="true"
        data-since=${since}
        data-late=${late ?? nothing}
        .textContent=${live(durationText(now() - since))}
      ></time>`

/** A time that runs down. */
export const timeUntil = (until: number | null) =>
  until === null
    ? nothing
    : html`<time
        aria-hidden="true"
        data-until=${until}
        data-late="10"
        .textContent=${live(durationText(until - now()))}
      ></time>`

export const resultText = (result: Result, texts: Texts): string => {
  switch (result._tag) {
    case 'Running':
      return texts('running')
    case 'Done':
      return texts('done')
    case 'Failed':
      return result.why
    case 'Unknown':
      return texts('fateUnknown')
  }
}

/** The result of the last action on this thing. */
export const resultOf = ({ results, texts }: Page, about: string) => {
  const result = results.get(about)
  if (result === undefined) return nothing
  const isBad = result._tag === 'Failed' || result._tag === 'Unknown'
  return html`<small class=${isBad ? 'result bad' : 'result'}>${foreign(resultText(result, texts))}</small>`
}

interface ButtonOptions {
  readonly key?: string
  readonly style?: string
  /** True for a button in a row whose keys are letters: the key Tab leaves it out. */
  readonly inRow?: boolean
  /** The name of a button that the arrow keys reach: its list is one stop of the key Tab. */
  readonly item?: string
}

/**
 * A button of an action: not there where the user may not do it, and off while old values are shown. One that is off keeps the focus: the
 * attribute `disabled` would take it away.
 */
export const actButton = (
  page: Page,
  action: string,
  label: string,
  act: (event: Event) => void,
  { key, style = '', inRow = false, item }: ButtonOptions = {},
) => {
  if (!may(page, action)) return nothing
  const isOff = !isCurrent(page)
  const press = (event: Event): void => {
    if (!isOff) act(event)
  }
  return html`<button
    class="act ${style}"
    aria-disabled=${isOff ? 'true' : nothing}
    data-item=${item ?? nothing}
    tabindex=${inRow || item !== undefined ? '-1' : nothing}
    aria-keyshortcuts=${key ?? nothing}
    @click=${press}
  >
    ${label}${key === undefined ? nothing : html` <kbd aria-hidden="true">${key}</kbd>`}
  </button>`
}

/** The rights that Asterisk does not give to the server, by stream. */
export const lackOf = ({ state, about }: Page, stream: string): Lack | undefined =>
  [...state.lacks, ...about.lacks].find((each) => each.stream === stream)

/** The sentence in place of a list: no right, not known yet, or empty. Undefined: there is something to show. */
export const inPlace = (
  page: Page,
  stream: string,
  title: string,
  values: { readonly size: number } | undefined,
  empty: string,
) => {
  const { texts } = page
  if (values !== undefined && values.size > 0) return undefined
  // a list that nobody may read is not empty
  const lack = lackOf(page, stream)
  const needs = `${title}: ${texts('needs')} ${lack === undefined ? '' : `${lack.line}=${lack.classes.join(` ${texts('or')} `)}`}.`
  return html`<p class="empty">
    ${lack !== undefined ? needs : values === undefined ? `${texts('reading')}…` : empty}
  </p>`
}
