/** The shapes of the states: each differs from the others without its colour. */
import { html, svg, type TemplateResult } from 'lit-html'
import type { Texts } from './texts.js'
import type { Word } from './values.js'

const SHAPES: Readonly<Record<Word, TemplateResult>> = {
  free: svg`<circle cx="12" cy="12" r="8"/>`,
  ringing: svg`<path fill="currentColor" d="M6 16V11a6 6 0 0 1 12 0v5l2 2H4z"/><path d="M10 21h4"/>`,
  dialing: svg`<path fill="currentColor" d="M6 5l13 7-13 7z"/>`,
  talking: svg`<path fill="currentColor" d="M4 5h16v11H11l-4 4v-4H4z"/>`,
  held: svg`<path class="thick" d="M8 5v14M16 5v14"/>`,
  unreachable: svg`<path d="M6 6l12 12M18 6L6 18"/>`,
  unknown: svg`<path d="M8 8a4 4 0 1 1 5.5 3.7c-1 .5-1.5 1-1.5 2.3M12 19v.01"/>`,
}

export const shape = (word: Word) => html`<svg viewBox="0 0 24 24" aria-hidden="true">${SHAPES[word]}</svg>`

/** The shape and the word of a state. */
export const stateText = (word: Word, texts: Texts) =>
  html`<span class="state s-${word}">${shape(word)}${texts(word)}</span>`
