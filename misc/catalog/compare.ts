/** Actions, events and headers that the documentation of an installed Asterisk has and the catalog lacks. */
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
    // some names in the documentation contain a placeholder: `Variable(name)`, `ReportX…`
    const fresh = headers.filter((header) => /^[\w-]+$/.test(header) && !known.has(header.toLowerCase()))
    return fresh.length === 0 ? [] : [`${kind} ${name} has more headers: ${fresh.join(', ')}`]
  })

const lower = (names: readonly string[]): ReadonlySet<string> => new Set(names.map((name) => name.toLowerCase()))

/** One line for each new action, event or group of headers; no line when the catalog is complete. */
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
