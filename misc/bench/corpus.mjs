// The recorded corpus: 87,448 frames, 32 MB, as an Asterisk 22 under load sent them to one client.
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** The number of events in the corpus; the feeder checks this number. */
export const EVENTS = 87_331

const FRAME_END = '\r\n\r\n'

/** The corpus without the banner and the login's answer of the recording, as the feeder sends its own. */
export const corpus = () => {
  const recorded = gunzipSync(readFileSync(new URL('corpus.bin.gz', import.meta.url)))
  return recorded.subarray(recorded.indexOf(FRAME_END) + FRAME_END.length)
}

/** The first `count` frames of the corpus; all frames without a count. */
export const excerpt = (bytes, count = Infinity) => {
  let end = 0
  for (let taken = 0; taken < count && end < bytes.length; taken += 1) {
    const at = bytes.indexOf(FRAME_END, end)
    end = at < 0 ? bytes.length : at + FRAME_END.length
  }
  return bytes.subarray(0, end)
}

/** The events of the corpus, counted by name. */
export const eventsIn = (bytes) => {
  const counts = new Map()
  for (const [, name] of bytes.toString('latin1').matchAll(/(?:^|\r\n\r\n)(?:\r\n)*Event: ([^\r]*)/g)) {
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return counts
}
