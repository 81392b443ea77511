/** How much the living channels may hold, so that no server can fill our memory with channels that never end. */

export interface Room {
  /** Whether so many more characters find room; if so they are held until they are let go. */
  readonly take: (characters: number) => boolean
  readonly letGo: (characters: number) => void
}

/** Room for `most` characters. `full` is called for the first that find none, and again after some were let go. */
export const room = (most: number, full: () => void): Room => {
  let held = 0
  let told = false
  return {
    take: (characters) => {
      const fits = held + characters <= most
      if (fits) held += characters
      else if (!told) full()
      told ||= !fits
      return fits
    },
    letGo: (characters) => {
      held -= characters
      told = false
    },
  }
}
