/** How much the living channels may hold, so that no server can fill our memory with channels that never end. */

export interface Room {
  /** Whether the frame that shows a channel, of that many characters, finds room; if so it is held until `letGo`. */
  readonly take: (key: string, size: number) => boolean
  readonly letGo: (key: string) => void
}

/** Room for `most` characters. `full` is called for the first that finds none, and again after one was let go. */
export const room = (most: number, full: () => void): Room => {
  const sizes = new Map<string, number>()
  let held = 0
  let told = false
  return {
    take: (key, size) => {
      const before = sizes.get(key) ?? 0
      // the largest so far: texts of a channel are slices, and may be of an earlier frame
      const after = Math.max(before, size)
      const fits = held + after - before <= most
      if (!fits && !told) full()
      told ||= !fits
      if (!fits) return false
      held += after - before
      sizes.set(key, after)
      return true
    },
    letGo: (key) => {
      held -= sizes.get(key) ?? 0
      if (sizes.delete(key)) told = false
    },
  }
}
