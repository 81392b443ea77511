/** The bar with the state of the links, the banner in trouble, and the tabs of a small screen. */
import { html, nothing } from 'lit-html'
import { shownCalls } from './calls.js'
import { durationText, serverTime, timeOfDayText } from './clock.js'
import { phoneChoice } from './options.js'
import { change, changeNow, isCurrent, may, type Page, PARTS, seen } from './page.js'
import { actButton, foreign, resultOf } from './pieces.js'
import { isNumber } from './search.js'
import { shownQueues } from './side.js'

/** Milliseconds for which the banner tells what nobody knows of an outage. */
export const BACK = 10_000

const linkChip = ({ heard, state, texts, ...rest }: Page) => {
  const { link } = state
  if (isCurrent({ heard, state, texts, ...rest })) return html`<span class="chip live">● ${texts('live')}</span>`
  if (heard === 'none' && rest.lostAt === null) return html`<span class="chip">○ ${texts('connecting')}</span>`
  if (heard !== 'none' && link.lostAt === null)
    return html`<span class="chip"
      >○ ${link.reading.length > 0 ? `${texts('reading')}: ${link.reading.join(', ')}` : texts('connecting')}</span
    >`
  return html`<span class="chip lost">✕ ${texts('notLive')}</span>`
}

const onSearch = ({ target }: Event): void => {
  if (target instanceof HTMLInputElement) change({ query: target.value.trim() })
}

const onSearchKey = (event: KeyboardEvent): void => {
  if (event.key !== 'Enter') return
  const tile = document.querySelector<HTMLElement>('[data-list="phones"] [data-item]')
  if (tile !== null) tile.focus()
  else if (isNumber(seen().query) && may(seen(), 'call')) changeNow({ dialog: 'call', dialled: seen().query })
}

export const headerPart = (page: Page) => {
  const { about, texts, settings, isWall } = page
  const open = (dialog: 'options' | 'keys') => () => changeNow({ dialog })
  return html`<h1>${foreign(about.title)}</h1>
    ${linkChip(page)}
    ${about.allowed.length === 0 && !isWall ? html`<span class="chip">${texts('viewOnly')}</span>` : nothing}
    <span class="grow"></span>
    ${
      isWall
        ? html`<span id="clock" class="no"></span>`
        : html`<input
              id="q"
              type="search"
              placeholder=${texts('searchHint')}
              aria-label=${texts('search')}
              aria-keyshortcuts="/"
              @input=${onSearch}
              @keydown=${onSearchKey}
            />${may(page, 'call') || may(page, 'transfer') ? html`<span class="mine">${phoneChoice(page)}${resultOf(page, `phone ${settings.phone}`)}</span>` : nothing}
            ${actButton(page, 'call', `${texts('call')}…`, () => changeNow({ dialog: 'call', dialled: '' }))}
            <button @click=${open('options')}>${texts('options')}</button>
            <button class="wide" aria-keyshortcuts="?" @click=${open('keys')}>
              ${texts('keys')} <kbd aria-hidden="true">?</kbd>
            </button>`
    }`
}

/** A time that runs also while the timers of the page stand still. */
const running = (attribute: 'for' | 'until', at: number) =>
  attribute === 'for'
    ? html`<span class="no" aria-hidden="true" data-for=${at}></span>`
    : html`<span class="no" aria-hidden="true" data-in=${at}></span>`

const outage = ({ texts }: Page, title: 'noAsterisk' | 'noServer', at: number | null, more: unknown) =>
  html`<span
    ><b
      >${texts(title)}${at === null ? nothing : html` ${texts('since')} ${timeOfDayText(at)} (${running('for', at)})`}.</b
    >
    ${texts('asItWas')} ${more}</span
  >`

export const bannerPart = (page: Page, tryNow: () => void) => {
  const { heard, state, lostAt, missed, texts } = page
  const { link } = state
  if (heard === 'none' && lostAt !== null)
    return outage(page, 'noServer', lostAt, html`<button @click=${tryNow}>${texts('tryNow')}</button>`)
  if (heard === 'none') return nothing
  if (link.state !== 'ready' && link.lostAt !== null) {
    const next = link.nextTry === null ? nothing : html`${texts('nextTry')} ${running('until', link.nextTry)}.`
    return outage(page, 'noAsterisk', link.lostAt, next)
  }
  if (missed !== undefined)
    return html`<span
      >${texts('backAgain')} ${missed.length > 0 ? `${texts('notKnown')} ${missed.join(', ')}.` : nothing}</span
    >`
  return heard === 'polls' ? html`<span>${texts('polls')}</span>` : nothing
}

/** Sets the texts of the times of the banner. */
export const runBannerTimes = (): void => {
  for (const each of document.querySelectorAll<HTMLElement>('[data-for]'))
    each.textContent = durationText(serverTime() - Number(each.dataset['for']))
  for (const each of document.querySelectorAll<HTMLElement>('[data-in]'))
    each.textContent = durationText(Number(each.dataset['in']) - serverTime())
}

/** The number beside the name of each part. */
export const countsOf = (page: Page) => ({
  calls: shownCalls(page).length,
  phones: 0,
  queues: shownQueues(page).reduce((sum, each) => sum + each.waiting.length, 0),
  more: page.state.parked?.size ?? 0,
})

export const navPart = (page: Page) => {
  const { texts, part } = page
  const counts = countsOf(page)
  return PARTS.map(
    (each) =>
      html`<button aria-current=${each === part ? 'page' : nothing} @click=${() => change({ part: each })}>
        ${texts(each)}${counts[each] > 0 ? html` <b class="no">${counts[each]}</b>` : nothing}
      </button>`,
  )
}
