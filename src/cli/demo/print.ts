/** The lines of the demo: a time, a voice and a text. */
import { styleText } from 'node:util'
import type { Terminal } from '../terminal.js'

/** `House`: a thing that happens; `Output`: a value of rx-asterisk; `Trouble`: a failure; `Note`: an explanation. */
type Voice = 'House' | 'Output' | 'Trouble' | 'Note'

export type Print = (voice: Voice, text: string) => void

const MARKS: Readonly<Record<Voice, string>> = { House: '*', Output: '>', Trouble: '!', Note: ' ' }
const COLOURS = { House: 'yellow', Output: 'green', Trouble: 'red', Note: 'gray' } as const

/** Prints lines with the seconds since the start. Colours are for a screen, never for a pipe. */
export const printer = ({ out, colours }: Pick<Terminal, 'out' | 'colours'>): Print => {
  const began = performance.now()
  return (voice, text) => {
    const at = ((performance.now() - began) / 1000).toFixed(2).padStart(6)
    const line = `${MARKS[voice]} ${text}`
    out(`${at} s  ${colours ? styleText(COLOURS[voice], line) : line}`)
  }
}
