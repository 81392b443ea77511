/** A configuration file as a tree of sections, each name and value with its place; what the dialects of .conf and YAML have in common. */
import type { Place, Problem } from './problem.js'
import type { Value } from './settings.js'

/** `key = value` */
export interface Entry {
  readonly key: string
  readonly value: Value
  /** The value before it was taken for a list: one that must be a single text may contain a bar. */
  readonly raw: string
  readonly at: Place
}

/** `[name]` and what stands in it. */
export interface Section {
  readonly name: string
  readonly at: Place
  readonly entries: ReadonlyMap<string, Entry>
  readonly sections: ReadonlyMap<string, Section>
}

/** A file, read as far as it can be. */
export interface Parsed {
  readonly tree: Section
  readonly problems: readonly Problem[]
}

export interface Growing extends Section {
  readonly entries: Map<string, Entry>
  readonly sections: Map<string, Growing>
}

export const growing = (name: string, at: Place): Growing => ({ name, at, entries: new Map(), sections: new Map() })

/** Sections deeper than this are a mistake, and would else end at whatever depth the stack does. */
export const DEEPEST = 100

/** Both, the later one's values where both have some: how files of items/ add up to one tree. */
export const merged = (earlier: Section, later: Section): Section => {
  const sections = new Map(earlier.sections)
  for (const [name, section] of later.sections) {
    const before = sections.get(name)
    sections.set(name, before === undefined ? section : merged(before, section))
  }
  return { ...earlier, entries: new Map([...earlier.entries, ...later.entries]), sections }
}

/** The text of an entry that can only be one; a bar in it is part of it. */
export const textOf = (entry: Entry): string => (typeof entry.value === 'string' ? entry.value : entry.raw)

/** The texts of an entry that may be several; an empty text is none. */
export const textsOf = ({ value }: Entry): readonly string[] =>
  (typeof value === 'string' ? [value] : value).filter((text) => text !== '')
