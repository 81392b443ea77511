/** The dock: all that can be done with the chosen call or phone. */
import { html, nothing } from 'lit-html'
import { callTime, sidesText } from './calls.js'
import { canPickUp, end, nameOf, park, pickUp, transfer } from './orders.js'
import { change, changeNow, choose, type Page, seen } from './page.js'
import { actButton, foreign, resultOf } from './pieces.js'
import { popLink } from './pop.js'
import { fits, isNumber } from './search.js'
import { keepSetting } from './options.js'
import { toggled } from './settings.js'
import { stateText } from './shapes.js'
import type { Call, Device } from './values.js'

const MOST_OFFERS = 6

/** The phones whose name or number is typed; free ones first. */
const offersOf = ({ state, target }: Page): readonly Device[] =>
  target.text === ''
    ? []
    : [...(state.devices?.values() ?? [])]
        .filter(({ name, id }) => fits(target.text, `${name} ${id}`))
        .sort((a, b) => Number(b.state === 'free') - Number(a.state === 'free'))
        .slice(0, MOST_OFFERS)

/** The marked offer; without one, the number that is typed. */
const targetOf = (page: Page): string | undefined => {
  const { text, marked } = page.target
  const typed = text.trim()
  const offers = offersOf(page)
  const exact = offers.find(({ id }) => id === typed)
  const offer = exact !== undefined && marked === 0 ? exact : offers[marked]
  if (offer !== undefined && !(isNumber(typed) && marked === 0 && exact === undefined)) return offer.id
  return isNumber(typed) ? typed : undefined
}

const transferNow = (call: Call): void => {
  const to = targetOf(seen())
  if (to !== undefined) transfer(call, to)
}

const onTargetKey = (event: KeyboardEvent, call: Call): void => {
  const page = seen()
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step !== undefined) {
    event.preventDefault()
    const last = offersOf(page).length - 1
    change({ target: { ...page.target, marked: Math.max(0, Math.min(last, page.target.marked + step)) } })
  } else if (event.key === 'Enter') {
    event.preventDefault()
    transferNow(call)
  }
}

const onType = ({ target }: Event): void => {
  if (target instanceof HTMLInputElement) change({ target: { text: target.value, marked: 0 } })
}

const targetField = (page: Page, call: Call) => {
  const { target, texts } = page
  const offers = offersOf(page)
  const marked = offers[target.marked]
  return html`<span class="target">
    <input
      id="target"
      role="combobox"
      autocomplete="off"
      aria-label=${texts('transferTo')}
      placeholder=${texts('transferTo')}
      aria-controls="offers"
      aria-autocomplete="list"
      aria-expanded=${offers.length > 0 ? 'true' : 'false'}
      aria-activedescendant=${marked === undefined ? nothing : `offer-${target.marked}`}
      .value=${target.text}
      @input=${onType}
      @keydown=${(event: KeyboardEvent) => onTargetKey(event, call)}
    />
    <ul id="offers" role="listbox" aria-label=${texts('phones')} ?hidden=${offers.length === 0}>
      ${offers.map(
        (device, index) =>
          html`<li
            id="offer-${index}"
            role="option"
            aria-selected=${index === target.marked ? 'true' : 'false'}
            @mousedown=${(event: Event) => {
              event.preventDefault()
              changeNow({ target: { text: device.id, marked: 0 } })
            }}
          >
            ${foreign(nameOf(device), 'p')} ${stateText(device.state, texts)}
          </li>`,
      )}
    </ul>
  </span>`
}

const closeButton = ({ texts }: Page) =>
  html`<button aria-keyshortcuts="Escape" @click=${() => choose(undefined)}>
    ${texts('close')} <kbd aria-hidden="true">Esc</kbd>
  </button>`

const callDock = (page: Page, call: Call) => {
  const { texts, about } = page
  const [from, to] = sidesText(page, call)
  const mayMove = about.allowed.includes('transfer')
  return html`<span class="who s-${call.state}"
      ><b>${foreign(from)} → ${foreign(to)}</b> ${stateText(call.state, texts)} ${callTime(call)}
      ${resultOf(page, call.id)}</span
    >
    ${popLink(page, call)} ${mayMove ? targetField(page, call) : nothing}
    ${actButton(page, 'transfer', texts('transferNow'), () => transferNow(call), { style: 'pri' })}
    ${canPickUp(page, call) ? actButton(page, 'transfer', texts('pickUp'), () => pickUp(call.id), { key: 'U' }) : nothing}
    ${call.state === 'ringing' ? nothing : actButton(page, 'park', texts('park'), () => park(call), { key: 'P' })}
    ${actButton(page, 'hangup', texts('end'), () => end(call), { key: 'E', style: 'bad end' })} ${closeButton(page)}`
}

const phoneDock = (page: Page, device: Device) => {
  const { texts, settings, state } = page
  const isFavourite = settings.favourites.includes(device.id)
  const favour = (): void => keepSetting({ favourites: toggled(settings.favourites, device.id) })
  const calls = device.calls.flatMap((id) => state.calls?.get(id) ?? [])
  return html`<span class="who"><b>${foreign(nameOf(device))}</b> ${stateText(device.state, texts)}</span>
    ${actButton(page, 'call', texts('call'), () => changeNow({ dialog: 'call', dialled: device.id }), { style: 'pri' })}
    ${calls.map(
      (call) =>
        html`<button @click=${() => choose({ kind: 'call', id: call.id })}>
          ${foreign(sidesText(page, call).join(' → '))}
        </button>`,
    )}
    <button aria-pressed=${isFavourite ? 'true' : 'false'} @click=${favour}>★ ${texts('favour')}</button>
    ${closeButton(page)}`
}

/** The chosen call, while it lives. */
export const chosenCall = ({ chosen, state }: Page): Call | undefined =>
  chosen?.kind === 'call' ? state.calls?.get(chosen.id) : undefined

export const dockPart = (page: Page) => {
  const { chosen, state, isWall } = page
  if (isWall || chosen === undefined) return nothing
  const call = chosenCall(page)
  if (call !== undefined) return callDock(page, call)
  const device = chosen.kind === 'phone' ? state.devices?.get(chosen.id) : undefined
  return device === undefined ? nothing : phoneDock(page, device)
}
