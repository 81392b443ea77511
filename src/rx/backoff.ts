/** How long to wait before the next try: doubling, capped, jittered. */

/** Milliseconds. */
export interface Backoff {
  readonly min: number
  readonly max: number
}

/**
 * The wait before try `attempt` + 1, after `attempt` failures in a row (1, 2, …). `random` is in [0, 1): the wait is between a half and
 * the whole of the doubled minimum, so that many clients do not return in step, and never zero.
 */
export const delayAfter = (attempt: number, { min, max }: Backoff, random: number): number =>
  // 2 ** 1024 is Infinity, and Infinity capped is the maximum: no overflow after a year of failures
  // whole milliseconds: fractions of one add up to timers that fire just before they are due
  Math.max(1, Math.round(Math.min(max, min * 2 ** (attempt - 1)) * (0.5 + random / 2)))
