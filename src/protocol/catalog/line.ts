/** A line of the catalog's tables: classes by commas, a blank, and headers as `view.ts` reads them. */

const NOTHING = ' '

/** The line of a name; one that says nothing for names that the catalog does not have, or that every object has. */
export const lineOf = (table: Readonly<Record<string, string>>, name: string): string =>
  Object.hasOwn(table, name) ? (table[name] ?? NOTHING) : NOTHING

export const classesPart = (line: string): string => line.slice(0, line.indexOf(' '))

export const headersPart = (line: string): string => line.slice(line.indexOf(' ') + 1)
