/** The streams that are subscribed: checked against the event mask, and told to the connection. */
import type { Observable } from 'rxjs'
import { needsOfMember, readingNeeds } from '../model/needs.js'
import { onSubscribe } from '../rx/onSubscribe.js'
import type { Connection } from './connection.js'
import { warnIfMasked } from './eventMask.js'

/** Takes the subscriptions to the streams of an Asterisk. */
interface Watching {
  /** Runs at each subscription to a member. */
  readonly member: (member: string) => void
  /** A stream whose events the program names: each subscription is told. */
  readonly named: <A>(stream: string, events: readonly string[], source$: Observable<A>) => Observable<A>
}

/** The subscriptions to the streams over a connection. */
export const watching = ({ events, report, onWatch }: Pick<Connection, 'events' | 'report' | 'onWatch'>): Watching => {
  const warn = warnIfMasked(events, report)
  if (onWatch === undefined) return { member: warn, named: (_stream, _events, source$) => source$ }
  const needs = readingNeeds()
  return {
    member: (member) => {
      warn(member)
      const { models = [], events: read = [] } = needsOfMember(needs, member)
      onWatch({ stream: member, models, events: read })
    },
    named: (stream, read, source$) =>
      onSubscribe(() => {
        onWatch({ stream, models: [], events: read })
      }, source$),
  }
}
