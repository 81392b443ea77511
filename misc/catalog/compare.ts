/** What the documentation of an installed Asterisk has that the catalog has not. */
import type { Facts } from './model.js'
import type { Documented } from './xml.js'

const missing = (
  kind: string,
  theirs: ReadonlyMap<string, readonly string[]>,
  ours: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] =>
  [...theirs].flatMap(([name, headers]) => {
    const known = ours.get(name)
    if (known === undefined) return [`${kind} ${name} is new: ${headers.join(', ')}`]
    // the documentation spells some names with a placeholder of its own: `Variable(name)`, `ReportX…`
    const fresh = headers.filter((header) => /^[\w-]+$/.test(header) && !known.has(header.toLowerCase()))
    return fresh.length === 0 ? [] : [`${kind} ${name} has more headers: ${fresh.join(', ')}`]
  })

const lower = (names: readonly string[]): ReadonlySet<string> => new Set(names.map((name) => name.toLowerCase()))

/** One line for each thing that is new; none when the catalog has it all. */
export const additions = ({ actions, events, kinds }: Facts, theirs: Documented): readonly string[] => [
  ...missing(
    'action',
    theirs.actions,
    new Map(
      actions.map(({ name, params, undocumentedHeaders = [] }) => [
        name,
        lower([...params.map((param) => param.name), ...undocumentedHeaders]),
      ]),
    ),
  ),
  ...missing(
    'event',
    theirs.events,
    new Map(
      events.map(({ name, docName, headers }) => [
        docName ?? name,
        lower([
          ...headers.map((header) => header.name),
          ...(kinds.missing[name] ?? []).map((one) => one.replace('*', '')),
        ]),
      ]),
    ),
  ),
]
