// The recorded corpus: 87,448 frames, 32 MB, as an Asterisk 22 under load sent them to one client.
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** Its frames that are events; the feeder makes sure of it. */
export const EVENTS = 87_331

const FRAME_END = '\r\n\r\n'

/** Without the banner and the login's answer, which begin every recording: the feeder says its own. */
export const corpus = () => {
  const recorded = gunzipSync(readFileSync(new URL('corpus.bin.gz', import.meta.url)))
  return recorded.subarray(recorded.indexOf(FRAME_END) + FRAME_END.length)
}

/** Its first `count` frames; all of them without a count. */
export const excerpt = (bytes, count = Infinity) => {
  let end = 0
  for (let taken = 0; taken < count && end < bytes.length; taken += 1) {
    const at = bytes.indexOf(FRAME_END, end)
    end = at < 0 ? bytes.length : at + FRAME_END.length
  }
  return bytes.subarray(0, end)
}

/** Events in it, by name. */
export const eventsIn = (bytes) => {
  const counts = new Map()
  for (const [, name] of bytes.toString('latin1').matchAll(/(?:^|\r\n\r\n)(?:\r\n)*Event: ([^\r]*)/g)) {
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}
