/** The frame of the page, drawn once; each part of it is drawn alone, when what it shows has changed. */
import { html, nothing, render } from 'lit-html'
import { bannerPart, countsOf, headerPart, navPart } from './bars.js'
import { callsPart } from './calls.js'
import { runTimers } from './clock.js'
import { dockPart } from './dock.js'
import { drawing } from './hosts.js'
import { dialogPart } from './options.js'
import { change, isCurrent, isStale, type Page } from './page.js'
import { countsPart, drawTiles, phonesDeps, phonesPart } from './phones.js'
import { keepFocus, noteFocus } from './roving.js'
import { eventsPart, parkedPart, queuesPart, roomsPart, trunksPart } from './side.js'
import { tell } from './tell.js'
import type { Texts } from './texts.js'
import { runAllTimes } from './times.js'

interface Region {
  readonly host: string
  /** While these are the same, the part is the same. */
  readonly deps: (page: Page) => readonly unknown[]
  readonly draw: (page: Page) => unknown
}

/** The values on which every part with actions depends. */
const acting = (page: Page): readonly unknown[] => {
  const { about, settings, texts, isWall, results, state } = page
  return [about, settings, texts, isWall, results, state.lacks, isCurrent(page)]
}

const regions = (tryNow: () => void): readonly Region[] => [
  {
    host: 'header',
    deps: (page) => [...acting(page), page.heard, page.lostAt, page.state.link, phonesDeps(page)[0]],
    draw: headerPart,
  },
  {
    host: '#banner',
    deps: ({ heard, lostAt, missed, state, texts }) => [heard, lostAt, missed, state.link, texts],
    draw: (page) => bannerPart(page, tryNow),
  },
  { host: '#counts', deps: ({ state, filter, texts }) => [state.devices, filter, texts], draw: countsPart },
  {
    host: '#calls',
    // a wall shows no calls, and has no time to draw them
    deps: (page) => (page.isWall ? [] : [...acting(page), page.state.calls, page.chosen, page.query]),
    draw: (page) => (page.isWall ? nothing : callsPart(page)),
  },
  { host: '#phones', deps: phonesDeps, draw: phonesPart },
  { host: '#queues', deps: (page) => [...acting(page), page.state.queues], draw: queuesPart },
  { host: '#parked', deps: (page) => [...acting(page), page.state.parked], draw: parkedPart },
  { host: '#rooms', deps: (page) => [...acting(page), page.state.rooms], draw: roomsPart },
  {
    host: '#trunks',
    deps: (page) => [...acting(page), page.state.registrations, page.state.mailboxes],
    draw: trunksPart,
  },
  { host: '#events', deps: ({ happenings, texts }) => [happenings, texts], draw: eventsPart },
  {
    host: '#dock',
    deps: (page) => {
      const { state, chosen, target } = page
      return [...acting(page), state.calls, chosen, target, chosen === undefined ? undefined : state.devices]
    },
    draw: dockPart,
  },
  {
    host: 'nav',
    deps: (page) => [...Object.values(countsOf(page)), page.part, page.texts],
    draw: navPart,
  },
  {
    host: 'dialog',
    deps: (page) => [...acting(page), page.dialog, page.dialled, page.dialog === undefined ? 0 : page.state.queues],
    draw: dialogPart,
  },
]

const section = (part: string, host: string, title: string) =>
  html`<section class="t-${part}" aria-labelledby="h-${host}">
    <h2 id="h-${host}" tabindex="-1">${title}</h2>
    <div id=${host}></div>
  </section>`

const frame = (texts: Texts) =>
  html`<header></header>
    <div id="banner" role="alert"></div>
    <div id="say" class="sr" role="status"></div>
    <main>
      <div id="counts" role="group" aria-label=${texts('counts')}></div>
      <div class="col">
        ${section('calls', 'calls', texts('calls'))} ${section('phones', 'phones', texts('phones'))}
      </div>
      <div class="col">
        ${section('queues', 'queues', texts('queues'))} ${section('queues', 'parked', texts('parked'))}
        ${section('more', 'rooms', texts('rooms'))} ${section('more', 'trunks', texts('trunks'))}
        ${section('more', 'events', texts('events'))}
      </div>
    </main>
    <div id="dock" role="region" aria-label=${texts('chosen')}></div>
    <nav aria-label=${texts('parts')}></nav>
    <dialog aria-labelledby="dialog-title"></dialog>`

const host = (selector: string): HTMLElement => {
  const found = document.querySelector<HTMLElement>(selector)
  if (found === null) throw new Error(`the frame has no ${selector}`)
  return found
}

/** The elements of the frame that are asked for at each drawing. */
const elements = () => ({
  banner: host('#banner'),
  dock: host('#dock'),
  say: host('#say'),
  dialog: document.querySelector('dialog'),
})
type Elements = ReturnType<typeof elements>

/** Opens and closes the dialogue as the page says. */
const showDialog = (element: Elements['dialog'], { dialog }: Page): void => {
  if (element === null || element.open === (dialog !== undefined)) return
  if (dialog === undefined) element.close()
  else element.showModal()
}

const setBody = ({ banner, dock }: Elements, page: Page): void => {
  const { body, documentElement } = document
  const { chosen, isWall, dragged, part, settings } = page
  body.dataset['part'] = part
  for (const [name, isOn] of [
    ['stale', isStale(page)],
    ['wall', isWall],
    ['dragging', dragged !== undefined],
    ['docked', chosen !== undefined],
    ['flash', page.missed !== undefined],
  ] as const)
    body.classList.toggle(name, isOn)
  documentElement.dataset['theme'] = settings.theme
  dock.hidden = dock.childElementCount === 0
  banner.hidden = banner.childElementCount === 0
}

/** Draws the frame; the function that is returned draws what has changed since its last call. */
export const makeFrame = (tryNow: () => void, isLeader: () => boolean): ((page: Page) => void) => {
  let language: Texts | undefined
  let own: Elements | undefined
  let parts: readonly (Region & { readonly element: HTMLElement; readonly paint: ReturnType<typeof drawing> })[] = []
  const build = (texts: Texts): void => {
    render(nothing, document.body)
    render(frame(texts), document.body)
    language = texts
    parts = regions(tryNow).map((region) => ({
      ...region,
      element: host(region.host),
      paint: drawing(host(region.host)),
    }))
    own = elements()
    own.dialog?.addEventListener('close', () => {
      change({ dialog: undefined })
    })
  }
  return (page) => {
    if (page.texts !== language) build(page.texts)
    noteFocus()
    runTimers(isCurrent(page), page.state.link.lostAt)
    drawTiles(page)
    const lists = parts
      .filter(({ deps, draw, paint }) => paint(deps(page), () => draw(page)))
      .map(({ element }) => element)
    if (own === undefined) return
    setBody(own, page)
    showDialog(own.dialog, page)
    keepFocus(lists)
    tell(page, own.say, isLeader())
    if (lists.some(({ id, tagName }) => id === 'banner' || tagName === 'HEADER')) runAllTimes()
  }
}
