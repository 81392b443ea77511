/** Offsets in a text → lines and columns. The counter of yaml misses lines inside of multi-line texts. */

/** `line` and `column` count from 1. */
export type LineOf = (offset: number) => { readonly line: number; readonly column: number }

export const linesIn = (text: string): LineOf => {
  const starts = [0, ...[...text.matchAll(/\r\n|\n|\r/g)].map(({ index, 0: end }) => index + end.length)]
  return (offset) => {
    const at = Math.min(Math.max(0, offset), text.length)
    let [low, high] = [0, starts.length]
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2)
      if ((starts[middle] ?? 0) <= at) low = middle
      else high = middle
    }
    return { line: low + 1, column: at - (starts[low] ?? 0) + 1 }
  }
}
