/** Structs of SmartHomeNG: named parts of an item tree in etc/struct.yaml and etc/struct_*.yaml, which items use by `struct: name`. */
import { type ConfigurationProblem, error, warning } from './problem.js'
import { BARS, elementsOf, emptySection, type Entry, MAX_DEPTH, merged, type Section, textOf } from './tree.js'

/** The structs of a directory by name: `phone` of struct.yaml, `door.phone` of struct_door.yaml. */
export type Structs = ReadonlyMap<string, Section>

/** The files with structs, and the prefix of the names in each. */
const FILE = /^(?:etc\/)?struct(?:_(.+))?\.(?:yaml|conf)$/

export const isStructFile = (file: string): boolean => FILE.test(file)

export const structsIn = (parts: readonly (readonly [file: string, tree: Section])[]): Structs =>
  new Map(
    parts.flatMap(([file, tree]) => {
      const prefix = FILE.exec(file)?.[1]
      return [...tree.sections].map(([name, section]) => [prefix === undefined ? name : `${prefix}.${name}`, section])
    }),
  )

/** The struct of this name, or a part of one: `phone.busy` is the section busy of the struct phone. */
const find = (structs: Structs, name: string): Section | undefined => {
  const whole = structs.get(name)
  const dot = name.lastIndexOf('.')
  if (whole !== undefined || dot < 0) return whole
  return find(structs, name.slice(0, dot))?.sections.get(name.slice(dot + 1))
}

/** Puts the instance of an item in place of the word: `ast_dev@instance` is `ast_dev@pbx2`, or `ast_dev` without an instance. */
const withInstance = (section: Section, instance: string): Section => ({
  ...section,
  entries: new Map(
    [...section.entries.values()].map((entry): readonly [string, Entry] => {
      const key = entry.key.replace(/@instance$/, instance === '' ? '' : `@${instance}`)
      return [key, { ...entry, key }]
    }),
  ),
  sections: new Map([...section.sections].map(([name, child]) => [name, withInstance(child, instance)])),
})

export interface Resolved {
  readonly tree: Section
  readonly problems: readonly ConfigurationProblem[]
}

/** The most sections that structs may make: structs in structs would grow without a limit. */
const MOST_SECTIONS = 20_000

/** Replaces `struct: name` by the contents of the struct, at any depth. The values of the item itself replace those of the struct. */
export const withStructs = (root: Section, structs: Structs): Resolved => {
  const problems: ConfigurationProblem[] = []
  const reported = new Set<Entry>()
  let made = 0

  const partOf = (section: Section, entry: Entry, written: string, around: readonly string[]): Section | undefined => {
    const [name = '', own] = written.split('@', 2)
    const struct = find(structs, name)
    if (struct === undefined) {
      problems.push(
        warning(
          entry.at,
          `struct ${name} is not in etc/struct.yaml: its items and their devices are missing`,
          "write the struct there; a plugin's structs are in its plugin.yaml",
        ),
      )
      return undefined
    }
    const wrong = around.includes(name)
      ? 'contains itself'
      : around.length >= MAX_DEPTH || made > MOST_SECTIONS
        ? 'makes too many items'
        : undefined
    if (wrong !== undefined) {
      if (!reported.has(entry))
        problems.push(error(entry.at, `struct ${name} ${wrong}, and is left out there`, 'use fewer structs in structs'))
      reported.add(entry)
      return undefined
    }
    const instance = section.entries.get('instance')
    return withInstance(expand(struct, [...around, name]), own ?? (instance === undefined ? '' : textOf(instance)))
  }
  const expand = (section: Section, around: readonly string[]): Section => {
    if (around.length > 0) made += 1
    const own: Section = {
      ...section,
      sections: new Map([...section.sections].map(([name, child]) => [name, expand(child, around)])),
    }
    const entry = section.entries.get('struct')
    if (entry === undefined) return own
    const parts = elementsOf(entry, BARS).flatMap((name) => partOf(section, entry, name, around) ?? [])
    return [...parts, own].reduce(merged, emptySection(section.name, section.at))
  }
  return { tree: expand(root, []), problems }
}
