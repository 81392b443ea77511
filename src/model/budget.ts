/** The memory budget of a model: no server can fill the memory with things that never end. */

/** The bytes for one model where nothing tells the size of the heap: enough for 40,000 living channels. */
export const MODEL_BYTES = 134_217_728

export interface Budget {
  /** Reserves so many characters; false where the budget is spent. */
  readonly reserve: (characters: number) => boolean
  readonly free: (characters: number) => void
}

/** A budget of `limit` characters. `full` runs for the first reservation that fails, and again after some were freed. */
export const memoryBudget = (limit: number, full: () => void): Budget => {
  let used = 0
  let reported = false
  return {
    reserve: (characters) => {
      const fits = used + characters <= limit
      if (fits) used += characters
      else if (!reported) full()
      reported ||= !fits
      return fits
    },
    free: (characters) => {
      used -= characters
      reported = false
    },
  }
}
