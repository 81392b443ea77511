/** Times of day in the output. */
import { outputLine, type OutputLine } from './output.js'

/** `12:31:07`, the local time. */
export const clock = (at: Date): string =>
  [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0')).join(':')

/** A text with the time of day in front. */
export const atNow = (text: string): string => `${clock(new Date())} ${text}`

/** Adds the time: the local time of day to the text, the full time to the JSON. */
export const stamped = ({ text, json }: OutputLine): OutputLine => {
  const now = new Date()
  return outputLine(`${clock(now)} ${text}`, { at: now.toISOString(), ...json })
}
