/** The manager's part of the documentation that Asterisk installs (`core-en_US.xml`): names of actions, events and their headers. */
import { XMLParser } from 'fast-xml-parser'
import * as t from 'io-ts'
import { isRight } from 'fp-ts/lib/Either.js'

/** What an Asterisk documents, by name: the headers that stand in the entry itself, not those it takes over from others. */
export interface Documented {
  readonly actions: ReadonlyMap<string, readonly string[]>
  readonly events: ReadonlyMap<string, readonly string[]>
}

const Named = t.type({ '@name': t.string })
const Syntax = t.partial({ parameter: t.array(t.unknown) })
const Action = t.intersection([Named, t.partial({ syntax: t.array(t.unknown) })])
const Event = t.intersection([Named, t.partial({ managerEventInstance: t.array(t.unknown) })])
const Instance = t.partial({ syntax: t.array(t.unknown) })
const Docs = t.type({ docs: t.array(t.unknown) })

const each = <A>(codec: t.Decoder<unknown, A>, values: readonly unknown[] = []): readonly A[] =>
  values.flatMap((value) => {
    const decoded = codec.decode(value)
    return isRight(decoded) ? [decoded.right] : []
  })

const namesIn = (syntax: readonly unknown[] = []): readonly string[] =>
  each(Syntax, syntax).flatMap(({ parameter }) => each(Named, parameter).map((one) => one['@name']))

const merged = (pairs: readonly (readonly [string, readonly string[]])[]): ReadonlyMap<string, readonly string[]> => {
  const all = new Map<string, readonly string[]>()
  for (const [name, headers] of pairs) all.set(name, [...new Set([...(all.get(name) ?? []), ...headers])])
  return all
}

/** Every element is an array, so that one entry reads as many do. */
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
})

/** Every element of that name, however deep: events that answer an action stand inside the action's entry. */
const everywhere = (name: string, node: unknown): readonly unknown[] => {
  if (Array.isArray(node)) return node.flatMap((one) => everywhere(name, one))
  if (!t.UnknownRecord.is(node)) return []
  return Object.entries(node).flatMap(([key, value]) => {
    const deeper = everywhere(name, value)
    return key === name && t.UnknownArray.is(value) ? [...value, ...deeper] : deeper
  })
}

/** Reads the file's text; throws a TypeError when it is no documentation of Asterisk's. */
export const documented = (xml: string): Documented => {
  const decoded = Docs.decode(parser.parse(xml))
  if (!isRight(decoded)) throw new TypeError('it is not the documentation of an Asterisk: there is no <docs>')
  const { docs } = decoded.right
  const actions = each(Action, everywhere('manager', docs))
  const events = each(Event, everywhere('managerEvent', docs))
  return {
    actions: merged(actions.map((one) => [one['@name'], namesIn(one.syntax)] as const)),
    events: merged(
      events.map(
        (one) =>
          [one['@name'], each(Instance, one.managerEventInstance).flatMap(({ syntax }) => namesIn(syntax))] as const,
      ),
    ),
  }
}
