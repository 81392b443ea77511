/** The phones: a tile for each, in groups, which never moves because a state changes. */
import { html, nothing } from 'lit-html'
import { repeat } from 'lit-html/directives/repeat.js'
import { dropTarget } from './drag.js'
import { Hosts } from './hosts.js'
import { change, choose, may, type Page, seen } from './page.js'
import { foreign, inPlace, lackOf, timeSince, who } from './pieces.js'
import { fits } from './search.js'
import { shape, stateText } from './shapes.js'
import { type Device, STATES, type Word } from './values.js'

/** The tiles; drawn before the list that has them. */
const tiles = new Hosts((id) => {
  const item = document.createElement('li')
  dropTarget(item, id)
  return item
})

const DIRECTION: Partial<Record<Word, 'from' | 'to'>> = { ringing: 'from', dialing: 'to' }

const tile = ({ texts, chosen, settings }: Page, device: Device) => {
  const { id, name, state, peer } = device
  const toggle = (): void => {
    choose(seen().chosen?.id === id ? undefined : { kind: 'phone', id })
  }
  const star = settings.favourites.includes(id) ? '★ ' : ''
  return html`<button
    class="tile s-${state}"
    data-item=${id}
    tabindex="-1"
    aria-current=${chosen?.id === id ? 'true' : nothing}
    @click=${toggle}
  >
    <span>${foreign(star + name, 'n')}${name === id ? nothing : html`<span class="soft no">${id}</span>`}</span>
    <span
      >${peer === null ? nothing : html`<span class="p soft">${texts(DIRECTION[state] ?? 'with')} ${foreign(who(peer, texts))}</span>`}</span
    >
    <span
      >${stateText(state, texts)}<span class="grow"></span>${state === 'free' ? nothing : timeSince(device.since)}</span
    >
  </button>`
}

export const byNumber = new Intl.Collator(undefined, { numeric: true })
const isAway = ({ state }: Device): boolean => state === 'unreachable'
const searchText = ({ name, id, peer }: Device): string => `${name} ${id} ${peer?.name ?? ''} ${peer?.number ?? ''}`

let sorted: readonly string[] = []
let sortedOf: ReadonlyMap<string, Device> | undefined

/** The ids of all phones in the order of their numbers; the same array while no phone comes or goes. */
const sortedIds = (devices: ReadonlyMap<string, Device>): readonly string[] => {
  if (devices === sortedOf) return sorted
  sortedOf = devices
  const isSame = sorted.length === devices.size && sorted.every((id) => devices.has(id))
  if (!isSame) sorted = [...devices.keys()].sort((a, b) => byNumber.compare(a, b))
  return sorted
}

/** The values that decide the list of tiles: while all of it is the same, only tiles are drawn. */
export const phonesDeps = ({ state, query, filter, settings, about, texts }: Page): readonly unknown[] => [
  state.devices === undefined ? undefined : sortedIds(state.devices),
  query !== '' || filter !== undefined || settings.hidesAway ? state.devices : undefined,
  query,
  filter,
  settings,
  about,
  texts,
  state.lacks,
]

/** The phones that are shown. */
const shownPhones = ({ state, query, filter, settings }: Page): readonly Device[] => {
  const { devices } = state
  if (devices === undefined) return []
  return sortedIds(devices)
    .flatMap((id) => devices.get(id) ?? [])
    .filter(
      (device) =>
        (query === '' || fits(query, searchText(device))) &&
        (filter === undefined ? !(settings.hidesAway && isAway(device)) : device.state === filter),
    )
}

interface Group {
  readonly name: string
  readonly phones: readonly Device[]
}

/** Each phone once: the favourites, then the groups of the configuration, then all others. */
const groupsOf = (page: Page): readonly Group[] => {
  const { about, settings, texts } = page
  const left = new Map(shownPhones(page).map((device) => [device.id, device]))
  const take = (name: string, wanted: (id: string) => boolean): Group => {
    const phones = [...left.values()].filter(({ id }) => wanted(id))
    for (const { id } of phones) left.delete(id)
    return { name, phones }
  }
  const named = [
    take(texts('favourites'), (id) => settings.favourites.includes(id)),
    ...about.groups.map(({ name, devices }) => take(name, (id) => devices.includes(id))),
  ].filter(({ phones }) => phones.length > 0)
  return [...named, take(named.length === 0 ? '' : texts('others'), () => true)].filter(
    ({ phones }) => phones.length > 0,
  )
}

const noMatch = ({ query, texts, ...page }: Page) =>
  html`<p class="empty">
    ${texts('noMatch')}
    ${/^[\d+*#]+$/.test(query) && may({ query, texts, ...page }, 'call') ? texts('enterCalls') : nothing}
  </p>`

let drawn: Page | undefined

/** Draws the tiles that changed. Most drawings change a few devices and nothing else. */
export const drawTiles = (page: Page): void => {
  const { chosen, settings, texts, state } = page
  const { devices = new Map<string, Device>() } = state
  const isOther = chosen !== drawn?.chosen || settings !== drawn?.settings || texts !== drawn.texts
  const before = isOther ? undefined : drawn?.state.devices
  drawn = page
  if (devices === before) return
  tiles.keep(devices)
  for (const [id, device] of devices)
    if (device !== before?.get(id))
      tiles.draw(id, [device, chosen?.id === id, settings.favourites.includes(id), texts], () => tile(page, device))
}

export const phonesPart = (page: Page) => {
  const { state, texts } = page
  if (state.devices === undefined && lackOf(page, 'devices') === undefined)
    return html`<ul class="grid" aria-hidden="true">
      ${Array.from({ length: 12 }, () => html`<li class="sk"></li>`)}
    </ul>`
  const words = inPlace(page, 'devices', texts('phones'), state.devices, texts('noPhones'))
  if (words !== undefined) return words
  const groups = groupsOf(page)
  if (groups.length === 0) return noMatch(page)
  return html`<div data-list="phones">
    ${groups.map(
      ({ name, phones }) =>
        html`${name === '' ? nothing : html`<h3>${name}</h3>`}
          <ul class="grid">
            ${repeat(
              phones,
              ({ id }) => id,
              ({ id }) => tiles.element(id),
            )}
          </ul>`,
    )}
  </div>`
}

/** The number of phones in each state; each filters the phones. */
export const countsPart = (page: Page) => {
  const { state, filter, texts } = page
  if (state.devices === undefined) return nothing
  const counts = new Map<Word, number>()
  for (const device of state.devices.values()) counts.set(device.state, (counts.get(device.state) ?? 0) + 1)
  return STATES.map((word) => {
    const press = (): void => {
      change({ filter: filter === word ? undefined : word })
    }
    return html`<button class="s-${word}" aria-pressed=${filter === word ? 'true' : 'false'} @click=${press}>
      <span class="state">${shape(word)}${texts(word)}</span> <b class="no">${counts.get(word) ?? 0}</b>
    </button>`
  })
}
