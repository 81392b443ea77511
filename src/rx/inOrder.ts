/** Runs steps one after the other, although one may cause the next. */

/**
 * A runner of steps. A step that begins during another one waits for its end: so all subscribers see one event before the next, also when one
 * of them causes it.
 */
export const inOrder = (): ((step: () => void) => void) => {
  const waiting: (() => void)[] = []
  let busy = false
  return (step) => {
    waiting.push(step)
    if (busy) return
    busy = true
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) next()
    busy = false
  }
}
