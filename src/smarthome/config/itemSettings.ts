/** The items' files → items that have a type, with what they are bound to. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { castOf, isItemType, ITEM_TYPES } from './cast.js'
import { type Found, meantBy } from './connections.js'
import { flagIn } from './flag.js'
import { error, info, type Place, type Problem, warning } from './problem.js'
import type { Binding, ConnectionSettings, ItemSettings, ItemType } from './settings.js'
import { type Entry, type Section, textOf, textsOf } from './tree.js'

const KINDS: ReadonlyMap<string, Binding['_tag']> = new Map([
  ['ast_dev', 'Device'],
  ['ast_box', 'Mailbox'],
  ['ast_db', 'Database'],
])

/** Types that cannot hold what comes: a device's `true`, a mailbox's count. */
const CANNOT_HOLD: Readonly<Record<Binding['_tag'], readonly ItemType[]>> = {
  Device: ['str', 'list', 'dict'],
  Mailbox: ['list', 'dict'],
  Database: ['list', 'dict'],
}
const FITTING: Readonly<Record<Binding['_tag'], string>> = {
  Device: 'bool',
  Mailbox: 'num (the count) or bool (whether there are any)',
  Database: 'bool, num or str',
}

/** A section with the path that leads to it. */
interface Node {
  readonly path: string
  readonly section: Section
}

const ITEM_NAME = /^\w+$/

const nodesBelow = (section: Section, around: string): Found<Node> => {
  const below = [...section.sections.values()].map((child): Found<Node> => {
    if (!ITEM_NAME.test(child.name))
      return {
        found: [],
        problems: [error(child.at, `no item can be called ${child.name}`, 'use letters, digits and _')],
      }
    const path = around === '' ? child.name : `${around}.${child.name}`
    const deeper = nodesBelow(child, path)
    return { found: [{ path, section: child }, ...deeper.found], problems: deeper.problems }
  })
  return { found: below.flatMap(({ found }) => found), problems: below.flatMap(({ problems }) => problems) }
}

const bindingsIn = (
  { path, section }: Node,
  type: ItemType,
  connections: readonly ConnectionSettings[],
): Found<Binding> => {
  const each = [...section.entries.values()].flatMap((entry): readonly Found<Binding>[] => {
    const [attribute = '', selector = ''] = entry.key.split('@', 2)
    const kind = KINDS.get(attribute)
    return kind === undefined ? [] : [bindingsOf(path, entry, kind, type, selector, connections)]
  })
  return { found: each.flatMap(({ found }) => found), problems: each.flatMap(({ problems }) => problems) }
}

const bindingsOf = (
  path: string,
  entry: Entry,
  kind: Binding['_tag'],
  type: ItemType,
  selector: string,
  connections: readonly ConnectionSettings[],
): Found<Binding> => {
  const refuse = (message: string, fix: string): Found<Binding> => ({
    found: [],
    problems: [error(entry.at, `${path}: ${message}`, fix)],
  })
  const targets = textsOf(entry)
  if (targets.length === 0) return refuse(`${entry.key} is empty`, 'name what it means, or leave it out')
  if (CANNOT_HOLD[kind].includes(type))
    return refuse(`type ${type} cannot have ${entry.key}`, `use type = ${FITTING[kind]}`)
  const misplaced = kind === 'Database' ? targets.find((target) => !/^[^/]+\/./.test(target)) : undefined
  if (misplaced !== undefined)
    return refuse(`${entry.key} = ${misplaced} is no key of the AstDB`, 'write family/key, such as active/office')
  const meant = meantBy(selector, connections)
  const nobody: readonly Problem[] =
    meant.length > 0 || connections.length === 0
      ? []
      : [warning(entry.at, `${path}: ${entry.key} means no connection of plugin.conf`, namesOf(connections))]
  return {
    found: targets.map((target) => ({ _tag: kind, target, connections: meant, at: entry.at })),
    problems: [...nobody, ...targets.flatMap((target) => doubtful(path, kind, target, entry.at))],
  }
}

const namesOf = (connections: readonly ConnectionSettings[]): string =>
  `there are ${connections.map(({ name, instance }) => (instance === '' ? name : `@${instance}`)).join(', ')}`

const doubtful = (path: string, kind: Binding['_tag'], target: string, at: Place): readonly Problem[] => {
  if (kind === 'Device' && target.includes(','))
    return [warning(at, `${path}: '${target}' is read as one device`, 'separate devices by |')]
  if (kind === 'Device' && /^sip\//i.test(target))
    return [
      info(at, `${path}: ${target} means chan_sip's device only`, 'without SIP/ it means any technology, PJSIP too'),
    ]
  return []
}

const itemOf = (node: Node, connections: readonly ConnectionSettings[]): Found<ItemSettings> => {
  const { path, section } = node
  const { entries, at } = section
  const type = entries.get('type')
  if (type === undefined) return { found: [], problems: untyped(node) }
  const name = textOf(type)
  if (!isItemType(name))
    return {
      found: [],
      problems: [
        error(type.at, `${path} is left out: there is no type ${name}`, `the types are ${ITEM_TYPES.join(', ')}`),
      ],
    }
  const initial = initialIn(node, name)
  const enforced = flagIn(entries.get('enforce_updates'), false)
  const bindings = bindingsIn(node, name, connections)
  const item: ItemSettings = {
    path,
    type: name,
    value: O.getRight(initial),
    enforceUpdates: E.getOrElse(() => false)(enforced),
    bindings: bindings.found,
    attributes: new Map([...entries.values()].map(({ key, value }) => [key, value])),
    at,
  }
  const wrong = [initial, enforced].flatMap((each) => (E.isLeft(each) && each.left !== undefined ? [each.left] : []))
  return { found: [item], problems: [...wrong, ...bindings.problems] }
}

/** Structure alone needs no type; what is to follow a device does. */
const untyped = ({ path, section }: Node): readonly Problem[] =>
  [...section.entries.values()].flatMap(({ key, at }) =>
    KINDS.has(key.split('@', 1)[0] ?? '')
      ? [warning(at, `${path} has ${key} and no type, so no value`, 'add type = bool')]
      : [],
  )

/** Left undefined: none is written. */
const initialIn = (
  { path, section }: Node,
  type: ItemType,
): E.Either<Problem | undefined, string | readonly string[]> => {
  const entry = section.entries.get('value') ?? section.entries.get('initial_value')
  if (entry === undefined) return E.left(undefined)
  const cast = castOf(type)(entry.value)
  return E.isRight(cast)
    ? E.right(entry.value)
    : E.left(warning(entry.at, `${path}: the initial value is left out, type ${type} takes ${cast.left}`, 'mend it'))
}

/** Several items may follow one device, as none could in smarthome.py; and names that differ in case alone are seldom meant. */
const compared = (items: readonly ItemSettings[]): readonly Problem[] => {
  const seen = new Map<string, { readonly path: string; readonly target: string }>()
  return items.flatMap(({ path, bindings }) =>
    bindings.flatMap(({ _tag, target, connections, at }): readonly Problem[] => {
      if (_tag !== 'Device') return []
      const key = JSON.stringify([target.toLowerCase(), connections])
      const before = seen.get(key)
      if (before === undefined) seen.set(key, { path, target })
      if (before === undefined || before.path === path) return []
      return before.target === target
        ? [
            info(
              at,
              `${path} and ${before.path} both follow device ${target}`,
              'nothing: both do, unlike in smarthome.py',
            ),
          ]
        : [
            warning(
              at,
              `${path} follows device ${target}, ${before.path} follows ${before.target}: they differ in case alone`,
              'write it as in pjsip.conf, where case counts',
            ),
          ]
    }),
  )
}

const misspelt = (nodes: readonly Node[]): readonly Problem[] =>
  nodes.flatMap(({ path, section }) =>
    [...section.entries.values()].flatMap(({ key, at }) => {
      const name = key.split('@', 1)[0] ?? ''
      if (!name.startsWith('ast_') || KINDS.has(name)) return []
      return name === 'ast_userevent'
        ? [warning(at, `${path}: ast_userevent belongs to a logic`, 'move it to logic.conf')]
        : [warning(at, `${path}: there is no attribute ${name}`, `there are ${[...KINDS.keys()].join(', ')}`)]
    }),
  )

/** All items of a tree. */
export const itemsIn = (tree: Section, connections: readonly ConnectionSettings[]): Found<ItemSettings> => {
  const nodes = nodesBelow(tree, '')
  const each = nodes.found.map((node) => itemOf(node, connections))
  const found = each.flatMap((one) => one.found)
  return {
    found,
    problems: [
      ...nodes.problems,
      ...each.flatMap(({ problems }) => problems),
      ...misspelt(nodes.found),
      ...compared(found),
    ],
  }
}
