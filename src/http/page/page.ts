/** All that the page knows, as one value; its changes are drawn once for each event. */
import type { Result } from './server.js'
import { NOTHING, type State } from './model.js'
import type { Settings } from './settings.js'
import type { Texts } from './texts.js'
import type { About, Happening, Word } from './values.js'

export type Part = 'calls' | 'phones' | 'queues' | 'more'
export const PARTS: readonly Part[] = ['calls', 'phones', 'queues', 'more']

export interface Chosen {
  readonly kind: 'call' | 'phone'
  readonly id: string
}

export interface Page {
  readonly state: State
  readonly happenings: readonly Happening[]
  readonly about: About
  readonly settings: Settings
  readonly texts: Texts
  /** The way on which news come from the server; `none`: there is no link to it. */
  readonly heard: 'none' | 'events' | 'polls'
  /** The server's time at which its link was lost. */
  readonly lostAt: number | null
  /** The things of an outage that nobody knows; shown for some seconds. Undefined: no outage has just ended. */
  readonly missed: readonly string[] | undefined
  readonly query: string
  readonly filter: Word | undefined
  readonly chosen: Chosen | undefined
  /** The number or name that is typed for a transfer, and the offer that is marked. */
  readonly target: { readonly text: string; readonly marked: number }
  readonly dragged: string | undefined
  readonly part: Part
  readonly dialog: 'keys' | 'options' | 'call' | undefined
  /** The number in the dialogue of a call. */
  readonly dialled: string
  /** By the thing that an action was done to. */
  readonly results: ReadonlyMap<string, Result>
  readonly isWall: boolean
}

const NO_TARGET = { text: '', marked: 0 }

let page: Page | undefined
let isDue = false
let drawing: (now: Page) => void = () => undefined

export const begin = (
  first: Pick<Page, 'about' | 'settings' | 'texts' | 'isWall'>,
  draw: (now: Page) => void,
): void => {
  drawing = draw
  page = {
    ...first,
    state: { ...NOTHING, lacks: first.about.lacks },
    happenings: [],
    heard: 'none',
    lostAt: null,
    missed: undefined,
    query: '',
    filter: undefined,
    chosen: undefined,
    target: NO_TARGET,
    dragged: undefined,
    part: 'calls',
    dialog: undefined,
    dialled: '',
    results: new Map(),
  }
}

export const seen = (): Page => {
  if (page === undefined) throw new Error('the page has not begun')
  return page
}

export const hasBegun = (): boolean => page !== undefined

/** Draws once for all changes of one event. The server sends at most one event of changes each 50 ms: to wait for a frame would be later. */
const drawSoon = (): void => {
  if (isDue) return
  isDue = true
  queueMicrotask(() => {
    isDue = false
    drawing(seen())
  })
}

export const change = (part: Partial<Page>): void => {
  page = { ...seen(), ...part }
  drawSoon()
}

/** Draws at once: a key needs what it has just opened. */
export const changeNow = (part: Partial<Page>): void => {
  page = { ...seen(), ...part }
  drawing(page)
}

export const choose = (chosen: Chosen | undefined): void => {
  changeNow({ chosen, target: NO_TARGET })
}

/** True while all that is shown is right. */
export const isCurrent = ({ heard, state }: Page): boolean => heard !== 'none' && state.link.current

/** True while the values of an earlier time are on the page. */
export const isStale = (now: Page): boolean => !isCurrent(now) && now.state.devices !== undefined

/** True where this user may do it; on a wall nobody acts. */
export const may = ({ about, isWall }: Page, action: string): boolean => !isWall && about.allowed.includes(action)
