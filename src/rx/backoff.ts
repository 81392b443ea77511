/** The wait before the next try: doubled each time, capped, with a random part. */

/** Milliseconds. */
export interface Backoff {
  readonly min: number
  readonly max: number
}

/**
 * The wait after `attempt` failures in a row (1, 2, …), in milliseconds. `random` is in [0, 1): the wait is between a half and the whole of the
 * doubled minimum, so that many clients do not return at the same moment. Never zero.
 */
export const delayAfter = (attempt: number, { min, max }: Backoff, random: number): number =>
  // 2 ** 1024 is Infinity, and its cap is the maximum: no overflow after a year of failures
  // whole milliseconds: with fractions a timer may fire just before it is due
  Math.max(1, Math.round(Math.min(max, min * 2 ** (attempt - 1)) * (0.5 + random / 2)))
