/** Runs a function again and again. */
import { interval, type Subscription } from 'rxjs'

/** Runs after each `milliseconds`, until it is unsubscribed. */
export const every = (milliseconds: number, run: () => void): Subscription =>
  interval(milliseconds).subscribe({
    next: run,
    // a timer never fails
    error: () => undefined,
  })
