/** A configuration file as a tree of sections with source locations: the common form of .conf and YAML. */
import type { ConfigurationProblem, SourceLocation } from './problem.js'
import type { SettingValue } from './settings.js'

/** `key = value` */
export interface Entry {
  readonly key: string
  readonly value: SettingValue
  /** The value before it was split into a list: an entry with a single text may contain a bar. */
  readonly raw: string
  readonly at: SourceLocation
}

/** `[name]` and its contents. */
export interface Section {
  readonly name: string
  readonly at: SourceLocation
  readonly entries: ReadonlyMap<string, Entry>
  readonly sections: ReadonlyMap<string, Section>
}

/** A file as far as it could be read. */
export interface Parsed {
  readonly tree: Section
  readonly problems: readonly ConfigurationProblem[]
}

export interface MutableSection extends Section {
  readonly entries: Map<string, Entry>
  readonly sections: Map<string, MutableSection>
}

export const emptySection = (name: string, at: SourceLocation): MutableSection => ({
  name,
  at,
  entries: new Map(),
  sections: new Map(),
})

/** The deepest level of sections; deeper ones are a mistake, and would overflow the stack. */
export const MAX_DEPTH = 100

/** Joins two trees; the later values replace the earlier ones. All files of items/ together make one tree. */
export const merged = (earlier: Section, later: Section): Section => {
  const sections = new Map(earlier.sections)
  for (const [name, section] of later.sections) {
    const before = sections.get(name)
    sections.set(name, before === undefined ? section : merged(before, section))
  }
  return { ...earlier, entries: new Map([...earlier.entries, ...later.entries]), sections }
}

/** The text of an entry that cannot be a list; a bar is part of the text. */
export const textOf = (entry: Entry): string => (typeof entry.value === 'string' ? entry.value : entry.raw)

/**
 * The elements of an entry that is a list, without empty ones and repeated ones: a YAML list, or texts with `separators` in them. Quotes
 * and elements of a list protect no separator, as no element contains one: not the name of a device, a mailbox or an item.
 */
export const elementsOf = ({ value }: Entry, separators: RegExp): readonly string[] => [
  ...new Set(
    (typeof value === 'string' ? [value] : value)
      .flatMap((text) => text.split(separators))
      .map((text) => text.trim())
      .filter((text) => text !== ''),
  ),
]

/** The texts of an entry that can be a list, without empty ones; a separator inside of quotes is part of its text. */
export const textsOf = ({ value }: Entry): readonly string[] =>
  (typeof value === 'string' ? [value] : value).filter((text) => text !== '')

/** Separators of list elements: bars in the attributes of items, bars and commas in those of logics. */
export const BARS = /\|/
export const BARS_AND_COMMAS = /[|,]/

/** All entries of a section by their keys, as written. */
export const attributesOf = ({ entries }: Section): ReadonlyMap<string, SettingValue> =>
  new Map([...entries.values()].map(({ key, value }) => [key, value]))
