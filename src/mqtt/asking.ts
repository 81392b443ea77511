/** Messages that ask → actions of Asterisk → results. */
import * as E from 'fp-ts/lib/Either.js'
import { EMPTY, map, mergeMap, type Observable, of, tap } from 'rxjs'
import { attempt, type Failure, show } from '../index.js'
import { elapsed } from '../rx/clock.js'
import { type Act, ACTIONS, perform } from './act.js'
import type { MqttHeard } from './broker.js'
import { passing } from './happenings.js'
import { type Entrance, entrances, judged, type Memory, NO_MEMORY, type Verdict } from './incoming.js'
import type { Parts } from './parts.js'
import { isLegalTopic, type Topics } from './topics.js'

/** The outcome of a message, for its sender. */
interface Result {
  readonly id: string | null
  readonly ok: boolean
  /** A word for programs: the name of a failure, or of the reason for which nothing was done. */
  readonly error: string | null
  readonly text: string | null
  readonly result: unknown
}

const failed = (id: string | null, failure: Failure): Result => ({
  id,
  ok: false,
  error: failure._tag,
  text: show(failure),
  result: null,
})

const refused = ({ id, error, text }: Extract<Verdict, { readonly _tag: 'Refuse' }>): Result => ({
  id,
  ok: false,
  error,
  text,
  result: null,
})

const NO_LINK = 'there is no link to Asterisk now, and later it would come too late'

/** Does it at once, or not at all: a door that opens an hour late is worse than one that stays closed. */
const done = ({ asterisk, written }: Parts, id: string | null, act: Act): Observable<Result> => {
  if (act._tag !== 'Item' && asterisk.status()._tag !== 'Ready')
    return of(failed(id, { _tag: 'NotSent', action: ACTIONS[act._tag], why: NO_LINK }))
  return perform(asterisk, act).pipe(
    tap(() => {
      if (act._tag === 'DbWrite') written.next(act.key)
    }),
    attempt(),
    map(
      E.match(
        (failure) => failed(id, failure),
        (result) => ({ id, ok: true, error: null, text: null, result }),
      ),
    ),
  )
}

/** The topic of a result: the one that the sender wishes, if it is below `result/`. */
const resultTopic = (topics: Topics, { name }: Entrance, { responseTopic }: MqttHeard): string =>
  responseTopic?.startsWith(topics.result('')) === true && isLegalTopic(responseTopic)
    ? responseTopic
    : topics.result(name)

/** Answers every message on a topic of the settings, while it is subscribed. */
export const asking = (parts: Parts, heard$: Observable<MqttHeard>): Observable<unknown> => {
  const { settings, topics, outbox } = parts
  const known = entrances(settings, topics)
  let memory: Memory = NO_MEMORY

  return heard$.pipe(
    mergeMap((message) => {
      const entrance = known.get(message.topic)
      if (entrance === undefined) return EMPTY
      const [after, verdict] = judged(memory, entrance, message, elapsed())
      memory = after
      const result$ = verdict._tag === 'Do' ? done(parts, verdict.id, verdict.act) : of(refused(verdict))
      return result$.pipe(
        tap((result) => {
          const answer = passing(resultTopic(topics, entrance, message), result)
          outbox.event({ ...answer, correlation: message.correlation })
        }),
      )
    }),
  )
}
