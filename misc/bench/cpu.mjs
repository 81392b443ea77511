// CPU seconds of this process, user and system: what a noisy machine disturbs least.

/** Begins to count; the function returned tells the microseconds since. */
export const cpu = () => {
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return user + system
  }
}
