/** The output of commands: each line as text for people and as JSON for programs. */
import { jsonObject } from './jsonText.js'
import type { Printing, Terminal } from './terminal.js'

/** One line of output; `json` is printed as an object on one line. */
export interface OutputLine {
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
}

export const outputLine = (text: string, json: OutputLine['json']): OutputLine => ({ text, json })

/**
 * Makes control characters visible: they could move the cursor or change the title of a terminal. Texts from callers may contain any of
 * them.
 */
export const visible = (text: string): string =>
  text.replaceAll(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)

/** Prints an error on stderr. The name of the program is in front, so that a log shows which program it comes from. */
export const complain = ({ err }: Pick<Printing, 'err'>, text: string): void => {
  err(`rx-asterisk: ${text}`)
}

/** Prints on stdout. Control characters are replaced for a screen only; pipes and files get texts unchanged. */
export const printer =
  (terminal: Terminal, json: boolean) =>
  ({ text, json: object }: OutputLine): void => {
    if (json) terminal.out(jsonObject(object))
    else terminal.out(terminal.screen ? visible(text) : text)
  }
