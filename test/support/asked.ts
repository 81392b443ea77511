/** Functions without a link: notes what they ask, and answers by frames. */
import { Observable } from 'rxjs'
import { AmiError, type Action, type Failure, type Frame } from '../../src/index.js'
import type { AnswerForm } from '../../src/protocol/action.js'
import type { Ask } from '../../src/request/request.js'
import { failureOf } from '../../src/failure.js'

export interface Asked {
  readonly ask: Ask
  readonly actions: Action[]
  readonly forms: AnswerForm[]
}

/** Answers each action by these frames, at once. */
export const asked = (...frames: readonly Frame[]): Asked => {
  const actions: Action[] = []
  const forms: AnswerForm[] = []
  const ask: Ask = ({ action, form, reply }) =>
    new Observable((subscriber) => {
      actions.push(action)
      forms.push(form)
      for (const frame of frames) {
        const outcome = reply(frame, subscriber)
        if (outcome === 'done') subscriber.complete()
        else if (outcome !== 'more') subscriber.error(new AmiError(outcome))
      }
    })
  return { ask, actions, forms }
}

/** Everything an action says: its values, then its failure or `'end'`. */
export const settled = <A>(action$: Observable<A>): readonly (A | Failure | 'end' | undefined)[] => {
  const said: (A | Failure | 'end' | undefined)[] = []
  action$.subscribe({
    next: (value) => said.push(value),
    error: (error: unknown) => said.push(failureOf(error)),
    complete: () => said.push('end'),
  })
  return said
}
