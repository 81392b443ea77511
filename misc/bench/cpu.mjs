// CPU seconds of this process, user and system. A noisy machine disturbs this measure least.

/** Begins to count; the returned function gives the microseconds since then. */
export const cpu = () => {
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return user + system
  }
}
