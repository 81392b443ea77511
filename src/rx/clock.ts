/** The two clocks: the time of day, and a stop-watch that nobody can set. */
import { asyncScheduler } from 'rxjs'

/** The time of day, as epoch milliseconds. Somebody may set it at any moment: never subtract two of them for a duration. */
export const timeOfDay = (): number => asyncScheduler.now()

/** Virtual time, as that of marbles, is far from the time of day. */
const FAR = 60_000

/**
 * Whole milliseconds of a stop-watch, for durations: the difference of two of them is right whatever happens to the time of day. In virtual
 * time it is the virtual time.
 */
export const elapsed = (): number => {
  const now = asyncScheduler.now()
  return Math.abs(now - Date.now()) > FAR ? now : Math.floor(performance.now())
}
