/** The context of a call that names none: the first of the usual ones in which the dialplan has the extension. */
import { isSome } from 'fp-ts/lib/Option.js'
import { catchError, concat, defaultIfEmpty, defer, filter, map, type Observable, of, take } from 'rxjs'
import { AmiError, type Asterisk, failureOf } from '../../index.js'

/** FreePBX and its kind, the samples of this project, and Asterisk's own samples. */
export const USUAL_CONTEXTS = ['from-internal', 'internal', 'default'] as const

/** The context for a dialplan that may not be asked. */
const USUAL_CONTEXT = 'internal'

/** True where the dialplan has the extension; false too where this login may not ask. */
const has = ({ send }: Pick<Asterisk, 'send'>, context: string, exten: string): Observable<boolean> =>
  send({ Action: 'Getvar', Variable: `DIALPLAN_EXISTS(${context},${exten},1)` }).pipe(
    map(({ Value }) => isSome(Value) && Value.value === '1'),
    catchError((error: unknown) => {
      if (failureOf(error)?._tag !== 'Refused') throw error
      return of(false)
    }),
  )

/** Asks for one context after the other. */
export const contextOf = (asterisk: Pick<Asterisk, 'send'>, exten: string): Observable<string> =>
  concat(
    ...USUAL_CONTEXTS.map((context) =>
      defer(() => has(asterisk, context, exten)).pipe(
        filter((exists) => exists),
        map(() => context),
      ),
    ),
  ).pipe(take(1), defaultIfEmpty(USUAL_CONTEXT))

/** A failure that names the context that was guessed. */
export const withContextHint = (error: unknown, exten: string, context: string): unknown => {
  const failure = failureOf(error)
  return failure?._tag === 'CallFailed' && failure.reason === 'noExtension'
    ? new AmiError({
        ...failure,
        hint: { _tag: 'Some', value: `${exten} is not in context ${context}; give the CONTEXT that has it` },
      })
    : error
}
