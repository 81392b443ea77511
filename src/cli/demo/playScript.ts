/** Plays the steps of a script on a simulation. */
import { concat, concatMap, defer, EMPTY, filter, from, interval, NEVER, type Observable, of, take, timer } from 'rxjs'
import type { Simulation } from '../../testing/index.js'
import type { Step } from './scriptFile.js'

/** Milliseconds between two looks for a login. */
const LOOK = 20

const played = (pbx: Simulation, step: Step): Observable<unknown> => {
  switch (step._tag) {
    case 'Do':
      return defer(() => {
        step.effect(pbx)
        return EMPTY
      })
    case 'Wait':
      return timer(step.ms)
    case 'WaitForLogin':
      return interval(LOOK).pipe(
        filter(() => pbx.logins() > 0),
        take(1),
      )
    case 'End':
      return of(END)
  }
}

const END = Symbol('end')

/** False for the value of `playing` at the step `end`. */
export const goesOn = (value: unknown): boolean => value !== END

/** Plays the steps one after the other, and goes on for ever after the last one. */
export const playing = (pbx: Simulation, steps: readonly Step[]): Observable<unknown> =>
  concat(from(steps).pipe(concatMap((step) => played(pbx, step))), NEVER)
