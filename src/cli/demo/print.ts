/** Lines of the demo: when, who, what. */
import { styleText } from 'node:util'
import type { Terminal } from '../terminal.js'

/** `House`: what happens; `Told`: what rx-asterisk says of it; `Trouble`: what went wrong; `Note`: an explanation. */
type Voice = 'House' | 'Told' | 'Trouble' | 'Note'

export type Print = (voice: Voice, text: string) => void

const MARKS: Readonly<Record<Voice, string>> = { House: '*', Told: '>', Trouble: '!', Note: ' ' }
const COLOURS = { House: 'yellow', Told: 'green', Trouble: 'red', Note: 'gray' } as const

/** Seconds since the start before each line; colours for people only, never into a pipe. */
export const printer = ({ out, colours }: Pick<Terminal, 'out' | 'colours'>): Print => {
  const began = performance.now()
  return (voice, text) => {
    const at = ((performance.now() - began) / 1000).toFixed(2).padStart(6)
    const line = `${MARKS[voice]} ${text}`
    out(`${at} s  ${colours ? styleText(COLOURS[voice], line) : line}`)
  }
}
