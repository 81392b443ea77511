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

/**
 * A stop-watch that also runs while the machine is suspended: milliseconds since it was made, by the clock that went further. Setting the
 * time of day forward makes it run ahead, so only limits that may end too early are measured by it.
 */
export const stopwatch = (): (() => number) => {
  const began = elapsed()
  const beganAt = timeOfDay()
  let ahead = 0
  return () => {
    const passed = elapsed() - began
    // never backwards: the time of day may be set back
    ahead = Math.max(ahead, timeOfDay() - beganAt - passed)
    return passed + ahead
  }
}
