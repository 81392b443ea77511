/** Runs Observables one after another, whoever subscribes to them. */
import { finalize, Observable, Subscription, switchMap, timer } from 'rxjs'

/**
 * A function that makes an Observable wait until all those before it have ended. The next one begins `pause` milliseconds after the end of
 * the one before. Unsubscribing gives the place in the line up.
 *
 *     a   -----a|
 *     b   ---------b|     subscribed at once: it begins after the pause
 */
export const oneAfterAnother = (pause: number): (<A>(source$: Observable<A>) => Observable<A>) => {
  const waiting = new Set<() => void>()
  let isBusy = false
  const next = (): void => {
    const [start] = waiting
    isBusy = start !== undefined
    if (start === undefined) return
    waiting.delete(start)
    start()
  }
  return (source$) =>
    new Observable((subscriber) => {
      const running = new Subscription()
      const run = (turn$: typeof source$): void => {
        running.add(turn$.pipe(finalize(next)).subscribe(subscriber))
      }
      const start = (): void => {
        run(timer(pause).pipe(switchMap(() => source$)))
      }
      if (isBusy) waiting.add(start)
      else {
        isBusy = true
        run(source$)
      }
      return () => {
        waiting.delete(start)
        running.unsubscribe()
      }
    })
}
