/** The time of the server, as far as the page knows it. No other file of the page reads the clock. */

/** Milliseconds by which the server's clock is ahead. */
let ahead = 0
/** The time of the timers on the screen. */
let shown: number | undefined
let frozen: number | undefined

/** This computer's own time: also runs while it sleeps. */
export const localTime = (): number => Date.now()

/** Notes the time of an event. It was on its way for a while, so the largest difference is the best; a snapshot begins anew. */
export const noteTime = (at: number, isSnapshot: boolean): void => {
  ahead = isSnapshot ? at - localTime() : Math.max(ahead, at - localTime())
}

/** The server's time; while the timers stand still, the time at which they stopped. */
export const now = (): number => frozen ?? localTime() + ahead

/** The server's time, also while the timers stand still. */
export const serverTime = (): number => localTime() + ahead

/** Lets the timers run, or stand still at what they show. `since`: the end of the link, where the page was opened after it. */
export const runTimers = (isRunning: boolean, since: number | null): void => {
  if (isRunning) {
    frozen = undefined
    shown = now()
  } else frozen ??= shown ?? since ?? now()
}

const two = (value: number): string => String(value).padStart(2, '0')

/** `1:05`, `1:00:05`. */
export const durationText = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const minutes = Math.floor(seconds / 60)
  return minutes >= 60
    ? `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
    : `${minutes}:${two(seconds % 60)}`
}

export const timeOfDayText = (at: number): string => new Date(at).toLocaleTimeString()
