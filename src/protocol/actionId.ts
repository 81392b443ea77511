/** The ActionIDs of our own requests: how they are built, and how a reader of frames recognises them. */

/**
 * The purpose of a request. The ActionID contains it, so the frames alone show it. A login begins a link; a snapshot lists the present state
 * of a model. `question` is the name of the list, and `key` the thing that was asked about. A snapshot without a question lists the channels.
 */
export type Mark =
  | { readonly _tag: 'Login' }
  | { readonly _tag: 'Snapshot'; readonly question: string | undefined; readonly key: string | undefined }

/** A mark as the ActionID carries it. */
export type MarkText = 'login' | 'snapshot' | `snapshot-${string}`

const SNAPSHOT = 'snapshot'

/** Room for question and key: an ActionID has 64 bytes at most, and prefix, number and `-snapshot-` need the rest. */
const LONGEST_MARK = 28
const PLAIN_KEY = /^[\w@.+*#:/-]*$/

/** FNV-1a, 32 bits. Keys are compared with those that are watched, so a short text is enough. */
const hashOf = (text: string): string => {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0
  }
  return hash.toString(36)
}

/** A key as a mark carries it: the key itself where it is plain and short, else `~` and its hash. */
export const keyText = (question: string, key: string): string =>
  PLAIN_KEY.test(key) && question.length + 1 + key.length <= LONGEST_MARK ? key : `~${hashOf(key)}`

/** The mark of a question about everything, or about one key. */
export const snapshotMark = (question: string, key?: string): MarkText =>
  key === undefined ? `${SNAPSHOT}-${question}` : `${SNAPSHOT}-${question}-${keyText(question, key)}`

/** The beginning of the ActionIDs of one link. `z` is rare in AMI: a search for the prefix fails fast. */
export const prefixFrom = (secret: string): string => `z${secret}-`

/** The prefix of an ActionID of ours. */
export const prefixOf = (id: string): string => id.slice(0, id.indexOf('-') + 1)

/** The ActionID of the request with that number. */
export const numberedId = (prefix: string, serial: number, mark: MarkText | undefined): string =>
  mark === undefined ? prefix + String(serial) : `${prefix}${serial}-${mark}`

/** The text behind `<prefix><number>-`. */
const markText = (id: string): string | undefined => {
  const second = id.indexOf('-', id.indexOf('-') + 1)
  return second < 0 ? undefined : id.slice(second + 1)
}

/** The mark of an ActionID; undefined where it has none. */
export const markOf = (id: string): Mark | undefined => {
  const text = markText(id)
  if (text === 'login') return { _tag: 'Login' }
  if (text === SNAPSHOT) return { _tag: 'Snapshot', question: undefined, key: undefined }
  if (text?.startsWith(`${SNAPSHOT}-`) !== true) return undefined
  const rest = text.slice(SNAPSHOT.length + 1)
  const dash = rest.indexOf('-')
  return dash < 0
    ? { _tag: 'Snapshot', question: rest, key: undefined }
    : { _tag: 'Snapshot', question: rest.slice(0, dash), key: rest.slice(dash + 1) }
}

/** True for the ActionID of a snapshot, of any login. */
export const isSnapshotId = (id: string): boolean => markOf(id)?._tag === 'Snapshot'
