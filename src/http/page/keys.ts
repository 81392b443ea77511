/** The keys of the page. They do nothing in fields, and none of them is a chord of a browser or of a screen reader. */
import { chooseFor } from './calls.js'
import { chosenCall } from './dock.js'
import { canPickUp, park, pickUp } from './orders.js'
import { change, changeNow, choose, isCurrent, may, type Page, PARTS, seen } from './page.js'
import { moveFocus } from './roving.js'
import type { Call } from './values.js'

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement

const isInDialogue = (): boolean => document.querySelector('dialog')?.open === true

/** The call that a letter means: the one with the focus, or the chosen one. */
const meant = (page: Page): Call | undefined => {
  const { activeElement } = document
  const id = activeElement instanceof HTMLElement ? activeElement.dataset['item'] : undefined
  return (id === undefined ? undefined : page.state.calls?.get(id)) ?? chosenCall(page)
}

/** Opens the dock of the call, where its button waits for a second key. */
const askToEnd = (call: Call): void => {
  choose({ kind: 'call', id: call.id })
  document.querySelector<HTMLElement>('#dock .end')?.focus()
}

const LETTERS: Readonly<Record<string, { readonly action: string; readonly act: (call: Call, page: Page) => void }>> = {
  t: { action: 'transfer', act: chooseFor },
  p: { action: 'park', act: park },
  e: { action: 'hangup', act: askToEnd },
  u: {
    action: 'transfer',
    act: (call, page) => {
      if (canPickUp(page, call)) pickUp(call.id)
    },
  },
}

const showPart = (index: number): void => {
  const part = PARTS[index]
  if (part === undefined) return
  changeNow({ part })
  const section = document.querySelector<HTMLElement>(`.t-${part}`)
  const first = section?.querySelector<HTMLElement>('[data-item][tabindex="0"]') ?? section?.querySelector('h2')
  first?.focus()
}

const back = (page: Page): void => {
  if (page.chosen === undefined) {
    const field = document.querySelector<HTMLInputElement>('#q')
    if (field !== null) field.value = ''
    change({ query: '', filter: undefined })
  } else {
    const item = page.chosen.id
    choose(undefined)
    document.querySelector<HTMLElement>(`[data-item="${CSS.escape(item)}"]`)?.focus()
  }
}

const letter = (page: Page, key: string): boolean => {
  if (!page.settings.keys) return false
  if (key === '/') document.querySelector<HTMLElement>('#q')?.focus()
  else if (key === '?') changeNow({ dialog: 'keys' })
  else if (/^[1-4]$/.test(key)) showPart(Number(key) - 1)
  else {
    const known = LETTERS[key]
    const call = meant(page)
    if (known === undefined || call === undefined || !may(page, known.action) || !isCurrent(page)) return false
    known.act(call, page)
  }
  return true
}

const onKey = (event: KeyboardEvent): void => {
  const page = seen()
  if (event.ctrlKey || event.altKey || event.metaKey || page.isWall) return
  if (event.key === 'Escape') {
    // the browser ends a drag, and a dialogue ends itself
    if (page.dragged === undefined && !isInDialogue()) back(page)
    return
  }
  if (isField(event.target) || isInDialogue()) return
  const isDone = event.key.startsWith('Arrow') ? moveFocus(event.key) : letter(page, event.key.toLowerCase())
  if (isDone) event.preventDefault()
}

export const listenToKeys = (): void => {
  addEventListener('keydown', onKey)
}
