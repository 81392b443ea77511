/** The nearest of some names to a word that is none of them, for messages about options and commands. */

/** The number of letters to change between two words (Levenshtein). */
const distance = (a: string, b: string): number =>
  a.split('').reduce(
    (row, letter, i) =>
      row
        .slice(1)
        .reduce<number[]>(
          (next, above, j) => [
            ...next,
            Math.min(above + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === b[j] ? 0 : 1)),
          ],
          [i + 1],
        ),
    Array.from({ length: b.length + 1 }, (_, index) => index),
  )[b.length] ?? 0

/** `; did you mean X?` if one of the names is close, else an empty text. */
export const suggestion = (word: string, names: readonly string[]): string => {
  const [nearest] = names
    .map((name) => [distance(word, name), name] as const)
    .sort(([a], [b]) => a - b)
    .filter(([far, name]) => far <= Math.max(1, name.length / 3) || (far === 2 && name.startsWith(word.slice(0, 1))))
  return nearest === undefined ? '' : `; did you mean ${nearest[1]}?`
}
