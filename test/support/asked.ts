/** Functions without a link: notes what they ask, and answers by frames. */
import { Observable } from 'rxjs'
import { AmiError, type Action, type Failure, type Frame } from '../../src/index.js'
import type { AnswerForm } from '../../src/protocol/action.js'
import type { Exchanger } from '../../src/request/request.js'
import { failureOf } from '../../src/failure.js'

export interface Asked {
  readonly exchange: Exchanger
  readonly actions: Action[]
  readonly forms: AnswerForm[]
}

/** Answers each action by these frames, at once. */
export const asked = (...frames: readonly Frame[]): Asked => {
  const actions: Action[] = []
  const forms: AnswerForm[] = []
  const exchange: Exchanger = ({ action, form, answer }) =>
    new Observable((subscriber) => {
      actions.push(action)
      forms.push(form)
      for (const frame of frames) {
        const verdict = answer(frame, subscriber)
        if (verdict === 'done') subscriber.complete()
        else if (verdict !== 'more') subscriber.error(new AmiError(verdict))
      }
    })
  return { exchange, actions, forms }
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
