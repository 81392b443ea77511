/** Recordings of calls that the simulated Asterisk does not make: events of a real Asterisk 22 to the minimal user, frame by frame. */
import { readFile } from 'node:fs/promises'

/** A recorded call in two parts: up to where its parties talk, and from where somebody ends it. */
export interface Recorded {
  readonly call: readonly string[]
  readonly ending: readonly string[]
}

/** 2222 leaves these calls by itself; that another channel is asked to end is the test's doing. */
const ends = (frame: string): boolean =>
  /^Event: (?:Soft)?HangupRequest\r\n/.test(frame) && !/^Channel: PJSIP\/2222-/m.test(frame)

/** `attended-transfer`: 2222 talks to 200, then to 30, and joins them. `pickup`: 200 calls 2222, and 30 takes the call. */
export const recorded = async (name: 'attended-transfer' | 'pickup'): Promise<Recorded> => {
  const text = await readFile(new URL(`recordings/${name}.rx`, import.meta.url), 'utf8')
  const frames = text.split('\r\n\r\n').filter((frame) => frame !== '')
  const end = frames.findIndex(ends)
  return { call: frames.slice(0, end), ending: frames.slice(end) }
}
