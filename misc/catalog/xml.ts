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
const Docs = t.type({
  docs: t.array(t.partial({ manager: t.array(t.unknown), managerEvent: t.array(t.unknown) })),
})

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

/** Reads the file's text; throws a TypeError when it is no documentation of Asterisk's. */
export const documented = (xml: string): Documented => {
  const decoded = Docs.decode(parser.parse(xml))
  if (!isRight(decoded)) throw new TypeError('it is not the documentation of an Asterisk: there is no <docs>')
  const docs = decoded.right.docs
  return {
    actions: merged(
      docs.flatMap(({ manager }) => each(Action, manager).map((one) => [one['@name'], namesIn(one.syntax)] as const)),
    ),
    events: merged(
      docs.flatMap(({ managerEvent }) =>
        each(Event, managerEvent).map(
          (one) =>
            [one['@name'], each(Instance, one.managerEventInstance).flatMap(({ syntax }) => namesIn(syntax))] as const,
        ),
      ),
    ),
  }
}
