/** The link to Asterisk as JSON. */
import * as O from 'fp-ts/lib/Option.js'
import { show, type Status } from '../index.js'
import type { JsonObject } from './json.js'

/** `since`: the beginning of this state, kept while it lasts. `current`: all that is shown is right. */
export const linkJson = (status: Status, at: number, before?: JsonObject): JsonObject => {
  const state = status._tag.toLowerCase()
  const reading = status._tag === 'Ready' ? status.reading : []
  const failure =
    status._tag === 'Waiting' ? status.failure : status._tag === 'Closed' ? O.toUndefined(status.failure) : undefined
  const wasUp = before?.['state'] === 'ready'
  const isUp = state === 'ready'
  const lost = before?.['lostAt'] ?? null
  return {
    state,
    since: before?.['state'] === state ? (before['since'] ?? at) : at,
    current: isUp && reading.length === 0,
    reading,
    failure: failure === undefined ? null : show(failure),
    nextTry: status._tag === 'Waiting' ? at + status.delay : null,
    lostAt: isUp ? null : wasUp ? at : lost,
    unknown: status._tag === 'Ready' && O.isSome(status.gap) ? status.gap.value.unknown : [],
  }
}
