/** The files of a configuration directory → what they say, and everything that is wrong with them. Pure. */
import { parseConf } from './conf.js'
import { connectionsIn } from './connections.js'
import type { Dialect } from './dialect.js'
import { itemsIn } from './itemSettings.js'
import { logicsIn } from './logicSettings.js'
import { error, info, inOrder, type Place, type Problem } from './problem.js'
import type { Configuration } from './settings.js'
import { growing, merged, type Parsed, type Section } from './tree.js'
import { parseYaml } from './yaml.js'

/** What was understood, and what was not. With an `error` among the problems something of it is missing. */
export interface Understood {
  readonly configuration: Configuration
  readonly problems: readonly Problem[]
}

const parse = (files: ReadonlyMap<string, string>, file: string, dialect: Dialect): Parsed => {
  const text = files.get(file) ?? ''
  return file.endsWith('.yaml') ? parseYaml(text, file) : parseConf(text, file, dialect)
}

const nothing = (file: string): Parsed => ({ tree: growing('', { file, line: 0, column: 0 }), problems: [] })

/** `etc/plugin.yaml`, else `etc/plugin.conf`; where there is no etc/, the same without it. */
const settingsFile = (files: ReadonlyMap<string, string>, name: string): string | undefined =>
  [`etc/${name}.yaml`, `etc/${name}.conf`, `${name}.yaml`, `${name}.conf`].find((file) => files.has(file))

/** Every .conf and .yaml of items/ in the order of their names, as both programs read them. */
const itemFiles = (files: ReadonlyMap<string, string>): readonly string[] =>
  [...files.keys()].filter((file) => /^items\/[^./][^/]*\.(?:conf|yaml)$/.test(file)).sort()

/** What other programs do with these keys, and nothing here does. */
const UNSUPPORTED =
  /^(?:eval|eval_trigger|trigger|threshold|crontab|cycle|autotimer|cache|struct|on_change|on_update|enforce_change|hysteresis_\w+|fade)$/
const UNSUPPORTED_IN_LOGICS = /^(?:cycle|prio)$/

/** Once for each key, at its first place. */
const unsupported = (tree: Section, keys: RegExp, where: string): readonly Problem[] => {
  const found = new Map<string, Place>()
  const look = (section: Section): void => {
    for (const { key, at } of section.entries.values()) if (keys.test(key) && !found.has(key)) found.set(key, at)
    for (const child of section.sections.values()) look(child)
  }
  for (const child of tree.sections.values()) look(child)
  return [...found].map(([key, at]) =>
    info(at, `${key} of ${where} is not supported, and ignored`, 'see docs/smarthome.md for what takes its place'),
  )
}

const connectionless = (file: string | undefined): Problem =>
  error(
    { file: file ?? 'etc/plugin.conf', line: 0, column: 0 },
    file === undefined ? 'there is neither etc/plugin.conf nor etc/plugin.yaml' : 'no section is an Asterisk',
    'write [ast] with class_path = plugins.asterisk, username and password (YAML: ast: with plugin_name: asterisk)',
  )

/**
 * Understands the files of a smarthome.py or SmartHomeNG directory, given by their paths in it (`etc/plugin.conf`, `items/office.yaml`;
 * of `logics/` the paths are enough). Never throws; everything that is wrong comes at once, in the order of files and lines.
 *
 * `dialect`: reads .conf exactly as one of the programs did; by default as any of them could.
 *
 * @example
 * import { configuration, showProblem } from 'rx-asterisk/smarthome'
 *
 * const { configuration: house, problems } = configuration(
 *   new Map([
 *     ['etc/plugin.conf', '[ast]\nclass_path = plugins.asterisk\nusername = admin\npassword = secret'],
 *     ['items/office.conf', '[office]\n[[fon]]\ntype = bool\nast_dev = 2222'],
 *   ]),
 * )
 * console.log(house.items.map(({ path }) => path), problems.map(showProblem)) // [ 'office.fon' ] []
 */
export const configuration = (
  files: ReadonlyMap<string, string>,
  { dialect = 'any' }: { readonly dialect?: Dialect } = {},
): Understood => {
  const read = (file: string | undefined): Parsed => (file === undefined ? nothing('') : parse(files, file, dialect))
  const pluginFile = settingsFile(files, 'plugin')
  const plugin = read(pluginFile)
  const logic = read(settingsFile(files, 'logic'))
  const itemParts = [read(settingsFile(files, 'smarthome')), ...itemFiles(files).map(read)]
  const itemTree = itemParts.map(({ tree }) => tree).reduce(merged)

  const connections = connectionsIn(plugin.tree)
  const items = itemsIn(itemTree, connections.found)
  const logics = logicsIn(logic.tree, items.found, new Set(files.keys()))
  const none = connections.found.length === 0 && connections.problems.length === 0 && plugin.problems.length === 0

  return {
    configuration: { connections: connections.found, items: items.found, logics: logics.found },
    problems: inOrder([
      ...[plugin, logic, ...itemParts, connections, items, logics].flatMap(({ problems }) => problems),
      ...(none ? [connectionless(pluginFile)] : []),
      ...unsupported(itemTree, UNSUPPORTED, 'items'),
      ...unsupported(logic.tree, UNSUPPORTED_IN_LOGICS, 'logics'),
    ]),
  }
}
