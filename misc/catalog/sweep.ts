/**
 * The sweep of the catalog: the cases in which the type of a header may be wrong. `npm run catalog -- --sweep` prints them, one a line.
 * A value has one type for each name, but modules and versions use one name for different things.
 */
import { isLeft } from 'fp-ts/lib/Either.js'
import { isNone } from 'fp-ts/lib/Option.js'
import { readAs } from '../../src/protocol/codec.js'
import { type HeaderSpec, headerSpecs } from '../../src/protocol/headerSpec.js'
import { lineOf, shapeOf } from './headers.js'
import type { EventFact, Evidence, Facts } from './model.js'

const specsOf = (all: Facts, event: EventFact): ReadonlyMap<string, HeaderSpec> =>
  new Map(headerSpecs(lineOf(shapeOf(all, event))).map((spec) => [spec.name, spec]))

/** The value of a header as plain data: null for none, `undecodable` for a value that the kind does not have. */
const readValue = (spec: HeaderSpec, value: string): unknown => {
  const decoded = readAs(spec.codec, value)
  if (isLeft(decoded)) return 'undecodable'
  if (isNone(decoded.right)) return null
  const read = decoded.right.value
  return read instanceof Date ? read.toISOString() : read
}

const unread = (all: Facts): readonly string[] =>
  all.events.flatMap((event) => {
    const specs = specsOf(all, event)
    return event.headers.flatMap(({ name, enum: words = [] }) => {
      const spec = specs.get(name)
      const wrong = spec === undefined ? [] : words.filter((word) => readValue(spec, word) === 'undecodable')
      return wrong.map((word) => `${event.name}.${name} cannot read its word '${word}'`)
    })
  })

const misread = (all: Facts, evidence: readonly Evidence[]): readonly string[] => {
  const specs = new Map(all.events.map((event) => [event.name, specsOf(all, event)]))
  return evidence.flatMap(({ header, value, reads, kind, source }) => {
    const [event = '', name = ''] = header.split('.')
    const spec = specs.get(event)?.get(name)
    if (spec === undefined) return [`${header} is no header of the catalog (${source})`]
    if (kind !== undefined && spec.codec.name !== kind)
      return [`${header} is ${spec.codec.name}, not ${kind} (${source})`]
    const found = readValue(spec, value)
    return found === reads ? [] : [`${header} reads '${value}' as ${String(found)}, not ${String(reads)} (${source})`]
  })
}

/** A placeholder in a name of the documentation that the wire never has: `ReportXIAJitter`, `UnitAmount(0)`. */
const unreachable = (all: Facts): readonly string[] => [
  ...all.events.flatMap((event) => {
    const specs = specsOf(all, event)
    return event.headers
      .filter(({ name }) => /[a-z]X[A-Z]/.test(name) && !specs.has(name.replace(/X(?=[A-Z])/, '1')))
      .map(({ name }) => `${event.name}.${name} cannot be reached by its number`)
  }),
  ...all.actions.flatMap(({ name, params }) =>
    params
      .filter((param) => /\(0\)|-000000|HeaderN/.test(param.name) && !(name in all.kinds.actions.open))
      .map((param) => `${name}.${param.name} cannot be sent with another number`),
  ),
]

/** Names whose kind counts for several source files, without a look into them. */
const unreviewed = (all: Facts): readonly string[] => {
  const files = new Map<string, ReadonlySet<string>>()
  for (const event of all.events) {
    for (const { name, kind } of shapeOf(all, event).own) {
      if (kind === 'Text' || `${event.name}.${name}` in all.kinds.events || all.kinds.shared.includes(name)) continue
      const sources = event.src.length === 0 ? ['an answer'] : event.src.map((file) => file.replace(/:.*/, ''))
      files.set(name, new Set([...(files.get(name) ?? []), ...sources]))
    }
  }
  return [...files].flatMap(([name, sources]) =>
    sources.size < 2 ? [] : [`${name} has one kind for ${[...sources].join(', ')}; compare them`],
  )
}

/** Proofs and overrides of headers that do not exist. */
const stale = (all: Facts): readonly string[] => {
  const paths = new Set(
    all.events.flatMap((event) =>
      [...specsOf(all, event).keys()].flatMap((name) => [`${event.name}.${name}`, `*.${name}`]),
    ),
  )
  const { closed, events, words } = all.kinds
  return [closed, events, words].flatMap((given) =>
    Object.keys(given)
      .filter((path) => !paths.has(path))
      .map((path) => `${path} of kinds.json is no header`),
  )
}

/** One line for each case; none when all types are as Asterisk's source has them. */
export const sweep = (all: Facts, evidence: readonly Evidence[]): readonly string[] => [
  ...unread(all),
  ...misread(all, evidence),
  ...unreachable(all),
  ...unreviewed(all),
  ...stale(all),
]
