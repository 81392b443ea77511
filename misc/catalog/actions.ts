/** actions.json → the types of all actions and of their answers, and the table of their write classes. */
import { isYesOrNo, key, property } from './headers.js'
import type { ActionFact, EventFact, Facts } from './model.js'
import { allowed, GENERATED, versions } from './words.js'

type Param = ActionFact['params'][number]

const typeName = (action: string): string => `${action.replaceAll('-', '')}Action`

const TEXT = 'Scalar'

const valueType = ({ kinds: { actions } }: Facts, action: string, { name, enum: words = [] }: Param): string => {
  const path = `${action}.${name}`
  if (actions.repeats.includes(path)) return 'string | readonly string[]'
  if (words.length === 0 || actions.anyText.includes(path)) return TEXT
  const literals = words.map((word) => `'${word}'`).join(' | ')
  return isYesOrNo(words) ? `boolean | ${literals}` : literals
}

/** The headers that a program may give; the library adds the ActionID. */
const paramsOf = ({ kinds }: Facts, { name, params, undocumentedHeaders = [] }: ActionFact): readonly Param[] =>
  [...params, ...undocumentedHeaders.map((header) => ({ name: header, required: false }))].filter(
    (param) => param.name !== 'ActionID' && !kinds.actions.left.includes(`${name}.${param.name}`),
  )

const actionType = (all: Facts, action: ActionFact): string => {
  const { name } = action
  const open = all.kinds.actions.open[name]
  const lines = paramsOf(all, action).map((param) => {
    const type = valueType(all, name, param)
    return `  readonly ${key(param.name)}${param.required ? '' : '?'}: ${type}${param.required ? '' : ' | undefined'}\n`
  })
  const rest = open === undefined ? '' : `  readonly [header: ${open}]: ${TEXT} | readonly string[] | undefined\n`
  return `/** ${allowed(action)} ${versions(action)} */\nexport interface ${typeName(name)} {\n  readonly Action: '${name}'\n${lines.join('')}${rest}}\n`
}

/** True for actions whose answer is one response. */
const isSent = ({ kinds }: Facts, { name, response }: ActionFact): boolean =>
  response !== 'list' && !kinds.actions.neverSent.includes(name)

const itemsOf = (all: Facts, { name, response, itemEvents = [] }: ActionFact): readonly string[] => {
  const alsoList = all.kinds.actions.lists[name]
  return response === 'list' ? itemEvents : alsoList === undefined ? [] : [alsoList]
}

const mapOf = (name: string, about: string, lines: readonly string[]): string =>
  `/** ${about} */\nexport interface ${name} {\n${lines.join('')}}\n`

const eventType = (events: readonly EventFact[], name: string): string =>
  events.some((event) => event.name === name) ? `Events['${name}']` : 'Event'

/** `Variable`, `NewMessages:IntFromString`, `Message*` of kinds.json as an interface's properties. */
const responseProperties = (headers: readonly string[]): string =>
  headers
    .map((header) => {
      const [name = '', kind = 'Text'] = header.replace('*', '').split(':')
      return property({ name, kind, repeats: header.includes('*'), words: [], closed: true })
    })
    .join('')

/** `src/protocol/catalog/actions.ts` */
export const actionTypes = (all: Facts): string => {
  const lists = all.actions.filter((action) => itemsOf(all, action).length > 0)
  const sent = all.actions.filter((action) => isSent(all, action))
  const answers = Object.entries(all.kinds.responses)
  const line = ({ name }: ActionFact): string => `  readonly ${key(name)}: ${typeName(name)}\n`
  return [
    GENERATED,
    "import type { Option } from 'fp-ts/lib/Option.js'",
    "import type { Scalar } from '../action.js'",
    "import type { Event } from '../event.js'",
    "import type { Events } from './events.js'\n",
    ...[...new Set([...sent, ...lists])].map((action) => actionType(all, action)),
    mapOf('SentActions', 'Actions whose answer is one response, by name.', sent.map(line)),
    mapOf('ListActions', 'Actions whose answer is a list, by name.', lists.map(line)),
    mapOf(
      'ListItems',
      'The items of each list.',
      lists.map((action) => {
        const items = itemsOf(all, action).map((item) => eventType(all.events, item))
        return `  readonly ${key(action.name)}: ${items.join(' | ')}\n`
      }),
    ),
    ...answers.map(
      ([name, headers]) =>
        `/** The headers of the response to ${name}, beside its message. */\nexport interface ${name}Answer {\n${responseProperties(headers)}}\n`,
    ),
    mapOf(
      'Answers',
      'The headers of responses with data.',
      answers.map(([name]) => `  readonly ${key(name)}: ${name}Answer\n`),
    ),
  ].join('\n')
}

/** `src/protocol/catalog/actionTable.ts` */
export const actionTable = (all: Facts): string =>
  [
    GENERATED,
    '/** For each action: the write classes of which any one allows it and, after a blank, the headers of its response. */',
    'export const ACTION_TABLE: Readonly<Record<string, string>> = {',
    ...all.actions.map((action) => {
      const answer = (all.kinds.responses[action.name] ?? []).join(';')
      return `  ${key(action.name)}: '${action.writeAnyOf.join(',')} ${answer}',`
    }),
    '}\n',
  ].join('\n')
