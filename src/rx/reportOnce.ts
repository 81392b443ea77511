/** Reports each thing once. */

/** Passes on the first value of each key, and drops the rest: what was reported once does not become news by repetition. */
export const reportOnce = <A>(keyOf: (value: A) => string, report: (value: A) => void): ((value: A) => void) => {
  const reported = new Set<string>()
  return (value) => {
    const key = keyOf(value)
    if (reported.has(key)) return
    reported.add(key)
    report(value)
  }
}
