/** A line of the catalog's tables: classes separated by commas, a blank, and headers in the notation of `view.ts`. */

/** A line without classes and without headers. */
const EMPTY = ' '

/** The line of a name. It is empty for names that the table lacks, also for those that every object inherits. */
const lineOf = (table: Readonly<Record<string, string>>, name: string): string =>
  Object.hasOwn(table, name) ? (table[name] ?? EMPTY) : EMPTY

/** The classes in the line of a name. */
export const classesOf = (table: Readonly<Record<string, string>>, name: string): string => {
  const line = lineOf(table, name)
  return line.slice(0, line.indexOf(' '))
}

/** The headers in the line of a name. */
export const headersOf = (table: Readonly<Record<string, string>>, name: string): string => {
  const line = lineOf(table, name)
  return line.slice(line.indexOf(' ') + 1)
}
