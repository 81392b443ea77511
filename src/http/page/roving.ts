/** The focus: one stop of the key Tab for each list, arrows inside of it; no update moves the focus, and an end gives it to the next one. */

interface Place {
  readonly list: string
  readonly item: string
  readonly index: number
}

let last: Place | undefined

/** True where what had the focus is gone. */
const isLost = (): boolean => document.activeElement === document.body

const items = (list: Element): readonly HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[data-item]')]

/** The dock goes with its call: then the calls get the focus. */
const IN_DOCK: Place = { list: 'calls', item: '', index: 0 }

const placeOf = (element: Element | null): Place | undefined => {
  if (element?.closest('#dock') !== null && element !== null) return IN_DOCK
  const list = element?.closest<HTMLElement>('[data-list]')
  if (list === null || list === undefined || !(element instanceof HTMLElement)) return undefined
  const { item } = element.dataset
  const name = list.dataset['list']
  return item === undefined || name === undefined
    ? undefined
    : { list: name, item, index: items(list).indexOf(element) }
}

/** Notes where the focus is; before everything that is drawn. */
export const noteFocus = (): void => {
  last = placeOf(document.activeElement)
}

/** The stop of Tab in each list: to look for it in a long list costs more than to draw a row. */
const stops = new WeakMap<Element, HTMLElement>()

const setStop = (list: Element, all: readonly HTMLElement[], stop: HTMLElement | undefined): void => {
  for (const each of all) {
    const wanted = each === stop ? 0 : -1
    if (each.tabIndex !== wanted) each.tabIndex = wanted
  }
  if (stop !== undefined) stops.set(list, stop)
}

/** Makes one item of each list the stop of Tab, and gives a lost focus back; after these parts were drawn. */
export const keepFocus = (parts: readonly HTMLElement[]): void => {
  for (const list of parts.flatMap((each) => [...each.querySelectorAll<HTMLElement>('[data-list]')])) {
    const had = last?.list === list.dataset['list'] && (last !== IN_DOCK || isLost()) ? last : undefined
    // most drawings leave the one stop of a list without the focus as it is; what is drawn anew is no stop
    if (had === undefined && list.contains(stops.get(list) ?? null)) continue
    const all = items(list)
    const stop =
      all.find((each) => each.dataset['item'] === had?.item) ??
      (had === undefined ? undefined : all[Math.min(had.index, all.length - 1)]) ??
      all.find((each) => each.tabIndex === 0) ??
      all[0]
    setStop(list, all, stop)
    if (had !== undefined && isLost()) stop?.focus()
  }
}

/** The tiles in one line. */
const inLine = (all: readonly HTMLElement[]): number => {
  const top = all[0]?.getBoundingClientRect().top
  const next = all.findIndex((each) => each.getBoundingClientRect().top !== top)
  return next < 1 ? all.length : next
}

const stepOf = (key: string, all: readonly HTMLElement[], isGrid: boolean): number => {
  if (key === 'ArrowRight') return 1
  if (key === 'ArrowLeft') return -1
  const lines = isGrid ? inLine(all) : 1
  return key === 'ArrowDown' ? lines : key === 'ArrowUp' ? -lines : 0
}

/** Moves the focus inside of its list; false where it is in no list. */
export const moveFocus = (key: string): boolean => {
  const { activeElement } = document
  const list = activeElement?.closest('[data-list]')
  if (list === null || list === undefined || !(activeElement instanceof HTMLElement)) return false
  const all = items(list)
  const at = all.indexOf(activeElement)
  const step = stepOf(key, all, list.querySelector('.grid') !== null)
  if (at < 0 || step === 0) return false
  all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus()
  return true
}

document.addEventListener('focusin', ({ target }) => {
  if (!(target instanceof HTMLElement) || target.dataset['item'] === undefined) return
  const list = target.closest('[data-list]')
  if (list === null) return
  setStop(list, items(list), target)
})
