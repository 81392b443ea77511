/** The needs of the members that read a stream or a model, derived from the rows. */
import type { Needs, RowNeeds } from './model.js'
import { ROWS, STREAM_NEEDS } from './rows.js'

/** The events that a row cannot do without, those of its parents first. */
const eventsOf = ({ events = [], parent }: RowNeeds): readonly string[] => [
  ...(parent === undefined ? [] : eventsOf(parent)),
  ...events,
]

/** A row and its parents, the parents first. */
const modelsOf = ({ name, parent }: RowNeeds): readonly string[] => [
  ...(parent === undefined ? [] : modelsOf(parent)),
  name,
]

/** The actions of a row's needed questions, those of its parents first. */
const actionsOf = ({ questions, insists = [], parent }: RowNeeds): readonly string[] => [
  ...(parent === undefined ? [] : actionsOf(parent)),
  ...questions
    .filter((question) => question.optional !== true || insists.includes(question))
    .map(({ action }) => action),
]

/** The needs of all members of a row. */
const needsOfRow = (row: RowNeeds): Needs => ({
  members: row.members,
  models: modelsOf(row),
  events: eventsOf(row),
  ...(row.helped === undefined ? {} : { helped: row.helped }),
  actions: actionsOf(row),
  ...(row.lost === undefined ? {} : { lost: row.lost }),
})

/** The needs of all members that read. */
export const readingNeeds = (rows: readonly RowNeeds[] = ROWS): readonly Needs[] => [
  ...rows.map(needsOfRow),
  ...STREAM_NEEDS,
]

/** The needs of one member; none for a member that reads nothing. */
export const needsOfMember = (needs: readonly Needs[], member: string): Needs =>
  needs.find(({ members }) => members.includes(member)) ?? { members: [member] }
