/** What commands say: each thing once as text for people and once as JSON for programs. */
import type { Terminal } from './terminal.js'

/** `json`: an object that stands on a line of its own. */
export interface Said {
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
}

export const said = (text: string, json: Said['json']): Said => ({ text, json })

/** Control characters could move the cursor or change the title of a terminal, and texts of callers hold what they like. */
export const visible = (text: string): string =>
  text.replaceAll(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)

/** Prints on stdout. Pipes and files get texts as they are. */
export const printer =
  (terminal: Terminal, json: boolean) =>
  ({ text, json: object }: Said): void => {
    if (json) terminal.out(JSON.stringify(object))
    else terminal.out(terminal.screen ? visible(text) : text)
  }
