/** The time of an event. */
import type { Frame } from '../../protocol/frame.js'

/** `Timestamp` stands near the beginning of an event. */
const HEAD = 160
const TIMESTAMP = /\r\nTimestamp: (\d+)\.(\d{3})/

/** Asterisk's own time where `timestampevents = yes` sends it, else the time at which the event came. Epoch milliseconds. */
export const timeIn = ({ text }: Frame, at: number): number => {
  const [, seconds, thousandths] = TIMESTAMP.exec(text.slice(0, HEAD)) ?? []
  return seconds === undefined || thousandths === undefined ? at : Number(seconds) * 1000 + Number(thousandths)
}
