/** A text that is read piece by piece → its lines. */

/** The most characters of a line: more than any frame has, and fewer than a string of V8 may have. */
const LONGEST_LINE = 64 * 1024 * 1024

/** The lines of the pieces of a text; emits the lines of each piece together. Fails for a text that has no line ends. */
export async function* linesOf(pieces: AsyncIterable<unknown>): AsyncGenerator<readonly string[], undefined> {
  let begun: string[] = []
  let length = 0
  let count = 0
  for await (const piece of pieces) {
    const lines = String(piece).split('\n')
    const last = lines.pop() ?? ''
    if (lines.length > 0) {
      const [first = '', ...others] = lines
      const complete = [[...begun, first].join(''), ...others]
      count += complete.length
      begun = []
      length = 0
      yield complete
    }
    begun.push(last)
    length += last.length
    if (length > LONGEST_LINE)
      throw new Error(`line ${count + 1} of the recording has more than ${LONGEST_LINE} characters`)
  }
  yield [begun.join('')]
  return undefined
}
