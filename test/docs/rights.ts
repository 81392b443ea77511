/** The table of rights in docs/security.md, made from the rows and the needs of the functions. `npm run docs:rights` writes it anew. */
import { readFileSync, writeFileSync } from 'node:fs'
import { memberNeeds } from '../../src/functions/requirements.js'
import type { Needs, RowNeeds } from '../../src/model/model.js'
import { readClasses, writeClasses } from '../../src/protocol/permission.js'

export const RIGHTS_PAGE = 'docs/security.md'

const BEGIN = '<!-- This table is made from the code by: npm run docs:rights -->'
const END = '<!-- end of the table -->'

const unique = <A>(values: readonly A[]): readonly A[] => [...new Set(values)]

const code = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ')

/** The classes of all events, and for each action the classes of which any one is enough. */
const rowOf = ({ members, events = [], actions = [] }: Needs): string => {
  const read = unique(events.flatMap(readClasses))
  const write = unique(actions.map((action) => [...writeClasses(action)].sort().join('` or `')))
  const writes = write.filter((each) => each !== '').map((each) => `\`${each}\``)
  return `| ${code(members)} | ${code(read)} | ${writes.join('; ')} |`
}

/** The lines of the table. */
export const rightsTable = (rows?: readonly RowNeeds[]): readonly string[] => [
  '| you use | `read=` | `write=` |',
  '| --- | --- | --- |',
  ...memberNeeds(rows).map(rowOf),
  '| `event(…)` | the class in the `Privilege` header of the event | |',
  '| `send`, `list` | | the class of the action: see [actions](reference/actions.md) |',
]

/** The page as it should be: what people wrote, and the table. */
export const rightsPage = (): string => {
  const [before = '', rest = ''] = readFileSync(RIGHTS_PAGE, 'utf8').split(BEGIN)
  const [, after = ''] = rest.split(END)
  return [before, BEGIN, '\n\n', rightsTable().join('\n'), '\n\n', END, after].join('')
}

if (process.argv[1] === import.meta.filename) writeFileSync(RIGHTS_PAGE, rightsPage())
