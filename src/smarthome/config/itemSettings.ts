/** The items' files → all items that have a type, with their bindings. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { castOf, isItemType, ITEM_TYPES } from './cast.js'
import { selectedBy } from './connections.js'
import { flagIn } from './flag.js'
import { type Found, joined } from './found.js'
import { type ConfigurationProblem, error, info, type SourceLocation, warning } from './problem.js'
import type { ConnectionSettings, ItemBinding, ItemSettings, ItemType } from './settings.js'
import { attributesOf, BARS, elementsOf, type Entry, type Section, textOf, textsOf } from './tree.js'

const KINDS: ReadonlyMap<string, ItemBinding['_tag']> = new Map([
  ['ast_dev', 'Device'],
  ['ast_box', 'Mailbox'],
  ['ast_db', 'Database'],
])

/** Types that cannot take the values of a binding: a device's `true`, a mailbox's count. */
const UNSUITABLE_TYPES: Readonly<Record<ItemBinding['_tag'], readonly ItemType[]>> = {
  Device: ['str', 'list', 'dict'],
  Mailbox: ['list', 'dict'],
  Database: ['list', 'dict'],
}
const SUITABLE_TYPES: Readonly<Record<ItemBinding['_tag'], string>> = {
  Device: 'bool',
  Mailbox: 'num (the count) or bool (whether there are any)',
  Database: 'bool, num or str',
}

/** A section with its path. */
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
        problems: [error(child.at, `${child.name} is not allowed as the name of an item`, 'use letters, digits and _')],
      }
    const path = around === '' ? child.name : `${around}.${child.name}`
    const deeper = nodesBelow(child, path)
    return { found: [{ path, section: child }, ...deeper.found], problems: deeper.problems }
  })
  return joined(below)
}

const bindingsIn = (
  { path, section }: Node,
  type: ItemType,
  connections: readonly ConnectionSettings[],
): Found<ItemBinding> => {
  const each = [...section.entries.values()].flatMap((entry): readonly Found<ItemBinding>[] => {
    const [attribute = '', selector = ''] = entry.key.split('@', 2)
    const kind = KINDS.get(attribute)
    return kind === undefined ? [] : [bindingsOf(path, entry, kind, type, selector, connections)]
  })
  return joined(each)
}

const bindingsOf = (
  path: string,
  entry: Entry,
  kind: ItemBinding['_tag'],
  type: ItemType,
  selector: string,
  connections: readonly ConnectionSettings[],
): Found<ItemBinding> => {
  const refuse = (message: string, fix: string): Found<ItemBinding> => ({
    found: [],
    problems: [error(entry.at, `${path}: ${message}`, fix)],
  })
  // a key of the AstDB may contain a bar, in quotes
  const targets = kind === 'Database' ? [...new Set(textsOf(entry))] : elementsOf(entry, BARS)
  if (targets.length === 0) return refuse(`${entry.key} is empty`, 'name a device, a mailbox or a key, or remove it')
  if (UNSUITABLE_TYPES[kind].includes(type))
    return refuse(`type ${type} cannot have ${entry.key}`, `use type = ${SUITABLE_TYPES[kind]}`)
  const misplaced = kind === 'Database' ? targets.find((target) => !/^[^/]+\/./.test(target)) : undefined
  if (misplaced !== undefined)
    return refuse(`${entry.key} = ${misplaced} is no key of the AstDB`, 'write family/key, such as active/office')
  const selected = selectedBy(selector, connections)
  const noConnection: readonly ConfigurationProblem[] =
    selected.length > 0 || connections.length === 0
      ? []
      : [warning(entry.at, `${path}: ${entry.key} selects no connection of plugin.conf`, namesOf(connections))]
  return {
    found: targets.map((target) => ({ _tag: kind, target, connections: selected, at: entry.at })),
    problems: [...noConnection, ...targets.flatMap((target) => doubtful(path, kind, target, entry.at))],
  }
}

const namesOf = (connections: readonly ConnectionSettings[]): string =>
  `there are ${connections.map(({ name, instance }) => (instance === '' ? name : `@${instance}`)).join(', ')}`

/** The names of targets, and the texts that look like several of them in one. */
const ONE: Readonly<
  Record<ItemBinding['_tag'], { readonly what: string; readonly many: string; readonly looksLikeMany: RegExp }>
> = {
  Device: { what: 'device', many: 'devices', looksLikeMany: /,/ },
  Mailbox: { what: 'mailbox', many: 'mailboxes', looksLikeMany: /,/ },
  Database: { what: 'key of the AstDB', many: 'keys', looksLikeMany: /[|,][^/|,]+\/[^/|,]/ },
}

const doubtful = (
  path: string,
  kind: ItemBinding['_tag'],
  target: string,
  at: SourceLocation,
): readonly ConfigurationProblem[] => {
  const one = ONE[kind]
  if (one.looksLikeMany.test(target))
    return [warning(at, `${path}: '${target}' is read as one ${one.what}`, `separate ${one.many} by |`)]
  if (kind === 'Device' && /^sip\//i.test(target))
    return [
      info(
        at,
        `${path}: ${target} is a device of chan_sip only`,
        'without SIP/ it is a device of any technology, also PJSIP',
      ),
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
    attributes: attributesOf(section),
    at,
  }
  const wrong = [initial, enforced].flatMap((each) => (E.isLeft(each) && each.left !== undefined ? [each.left] : []))
  return { found: [item], problems: [...wrong, ...bindings.problems] }
}

/** Warnings for a section without a type that has a binding. Sections without either only give structure. */
const untyped = ({ path, section }: Node): readonly ConfigurationProblem[] =>
  [...section.entries.values()].flatMap(({ key, at }) =>
    KINDS.has(key.split('@', 1)[0] ?? '')
      ? [warning(at, `${path} has ${key} and no type, so no value`, 'add type = bool')]
      : [],
  )

/** The initial value. Left undefined: the section has none. */
const initialIn = (
  { path, section }: Node,
  type: ItemType,
): E.Either<ConfigurationProblem | undefined, string | readonly string[]> => {
  const entry = section.entries.get('value') ?? section.entries.get('initial_value')
  if (entry === undefined) return E.left(undefined)
  const cast = castOf(type)(entry.value)
  return E.isRight(cast)
    ? E.right(entry.value)
    : E.left(warning(entry.at, `${path}: the initial value is left out, type ${type} takes ${cast.left}`, 'correct it'))
}

/** Two findings about devices: several items follow the same one, which smarthome.py did not allow, or two names differ in case alone. */
const sameDevices = (items: readonly ItemSettings[]): readonly ConfigurationProblem[] => {
  const seen = new Map<string, { readonly path: string; readonly target: string }>()
  return items.flatMap(({ path, bindings }) =>
    bindings.flatMap(({ _tag, target, connections, at }): readonly ConfigurationProblem[] => {
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
              'change nothing: here both follow it, unlike in smarthome.py',
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

const misspelt = (nodes: readonly Node[]): readonly ConfigurationProblem[] =>
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
  const { found, problems } = joined(nodes.found.map((node) => itemOf(node, connections)))
  return {
    found,
    problems: [...nodes.problems, ...problems, ...misspelt(nodes.found), ...sameDevices(found)],
  }
}
