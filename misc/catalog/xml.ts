/** The AMI part of the documentation that Asterisk installs (`core-en_US.xml`): names of actions, events and their headers. */
import { XMLParser } from 'fast-xml-parser'
import * as t from 'io-ts'
import { isRight } from 'fp-ts/lib/Either.js'

/** The documented actions and events by name, with the headers of their own entry. Headers included from other entries are left out. */
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

/** A parser that makes an array of every element, so that one entry reads like many entries. */
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  isArray: (_name, _path, _isLeaf, isAttribute) => !isAttribute,
})

/** Every element of that name at any depth: events that answer an action are inside the entry of the action. */
const everywhere = (name: string, node: unknown): readonly unknown[] => {
  if (Array.isArray(node)) return node.flatMap((one) => everywhere(name, one))
  if (!t.UnknownRecord.is(node)) return []
  return Object.entries(node).flatMap(([key, value]) => {
    const deeper = everywhere(name, value)
    return key === name && t.UnknownArray.is(value) ? [...value, ...deeper] : deeper
  })
}

/** Reads the text of the file; throws a TypeError for a text that is no documentation of Asterisk. */
export const documented = (xml: string): Documented => {
  const decoded = Docs.decode(parser.parse(xml))
  if (!isRight(decoded)) throw new TypeError('the file is not the documentation of an Asterisk: it has no <docs>')
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
