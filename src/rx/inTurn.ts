/** Takes values one at a time. */

/**
 * A function that runs `take` for each value. A value that comes during a `take` waits until that `take` has ended. So all subscribers get
 * all values in the same order, even if a subscriber causes the next value at once.
 */
export const inTurn = <A extends object>(take: (value: A) => void): ((value: A) => void) => {
  let isBusy = false
  const waiting: A[] = []
  return (value) => {
    if (isBusy) {
      waiting.push(value)
      return
    }
    isBusy = true
    try {
      take(value)
      while (waiting.length > 0) {
        const next = waiting.shift()
        if (next !== undefined) take(next)
      }
    } finally {
      isBusy = false
    }
  }
}
