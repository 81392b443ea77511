/** The request of one query, and its answer. */
import { ignoreElements, type Observable, toArray } from 'rxjs'
import type { Failure } from '../failure.js'
import type { Query } from '../model/model.js'
import { type MarkText, snapshotMark } from '../protocol/actionId.js'
import type { Frame } from '../protocol/frame.js'
import { listItems, oneResponse } from '../request/reply.js'
import type { Ask } from '../request/request.js'

/** The list of channels has a mark without a name, as in older recordings. */
const markFor = ({ question, key }: Query): MarkText =>
  question.name === 'channels' ? 'snapshot' : snapshotMark(question.name, key)

/** Asks, and completes with the answer. All items are emitted at its end, and only where `confirm` looks at them. */
export const answer$ = (ask: Ask, query: Query): Observable<readonly Frame[]> => {
  const { question, key } = query
  const action = { Action: question.action, ...question.fixed, ...(key === undefined ? {} : question.headers?.(key)) }
  const mark = markFor(query)
  return question.form === 'list'
    ? ask({ action, form: 'list', mark, reply: listItems(question.action) }).pipe(
        question.confirm?.when === undefined ? ignoreElements() : toArray(),
      )
    : ask({
        action,
        form: 'response',
        mark,
        reply: (frame, observer) =>
          oneResponse(question.action)(frame, {
            next: (response) => {
              observer.next([response.frame])
            },
          }),
      })
}

/** True for a refusal that means an empty list. */
export const isNone = ({ question }: Query, failure: Failure): boolean =>
  failure._tag === 'Refused' && question.none?.test(failure.message) === true
