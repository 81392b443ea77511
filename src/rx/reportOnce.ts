/** Reports each thing once. */

/** Reports the first value of each key, and drops later values of that key. */
export const reportOnce = <A>(keyOf: (value: A) => string, report: (value: A) => void): ((value: A) => void) => {
  const reported = new Set<string>()
  return (value) => {
    const key = keyOf(value)
    if (reported.has(key)) return
    reported.add(key)
    report(value)
  }
}
