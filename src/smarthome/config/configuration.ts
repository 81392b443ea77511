/** The files of a configuration directory → its configuration and its problems. Pure. */
import { parseConf } from './conf.js'
import { connectionsIn } from './connections.js'
import type { ConfDialect } from './dialect.js'
import { itemsIn } from './itemSettings.js'
import { logicsIn } from './logicSettings.js'
import { type ConfigurationProblem, error, info, inOrder, type SourceLocation, wholeFile } from './problem.js'
import type { Configuration } from './settings.js'
import { emptySection, merged, type Parsed, type Section } from './tree.js'
import { isStructFile, structsIn, withStructs } from './structs.js'
import { parseYaml } from './yaml.js'

/** A configuration and its problems. An `error` among the problems means that a part of the configuration is missing. */
export interface ConfigurationResult {
  readonly configuration: Configuration
  readonly problems: readonly ConfigurationProblem[]
}

const parse = (files: ReadonlyMap<string, string>, file: string, dialect: ConfDialect): Parsed => {
  const text = files.get(file) ?? ''
  return file.endsWith('.yaml') ? parseYaml(text, file) : parseConf(text, file, dialect)
}

const nothing = (file: string): Parsed => ({ tree: emptySection('', wholeFile(file)), problems: [] })

/** `etc/plugin.yaml`, else `etc/plugin.conf`, else the same files outside of etc/. */
const settingsFile = (files: ReadonlyMap<string, string>, name: string): string | undefined =>
  [`etc/${name}.yaml`, `etc/${name}.conf`, `${name}.yaml`, `${name}.conf`].find((file) => files.has(file))

/** Every .conf and .yaml file of items/ in the order of their names, like both programs. */
const itemFiles = (files: ReadonlyMap<string, string>): readonly string[] =>
  [...files.keys()].filter((file) => /^items\/[^./][^/]*\.(?:conf|yaml)$/.test(file)).sort()

/** Keys of other programs that have no effect here. */
const UNSUPPORTED =
  /^(?:eval|eval_trigger|trigger|threshold|crontab|cycle|autotimer|cache|on_change|on_update|enforce_change|hysteresis_\w+|fade)$/
const UNSUPPORTED_IN_LOGICS = /^(?:cycle|prio)$/

/** One problem for each unsupported key, at its first place. */
const unsupported = (tree: Section, keys: RegExp, where: string): readonly ConfigurationProblem[] => {
  const found = new Map<string, SourceLocation>()
  const look = (section: Section): void => {
    for (const { key, at } of section.entries.values()) if (keys.test(key) && !found.has(key)) found.set(key, at)
    for (const child of section.sections.values()) look(child)
  }
  for (const child of tree.sections.values()) look(child)
  return [...found].map(([key, at]) =>
    info(at, `${key} of ${where} is not supported, and ignored`, 'see docs/smarthome.md for what takes its place'),
  )
}

const connectionless = (file: string | undefined): ConfigurationProblem =>
  error(
    wholeFile(file ?? 'etc/plugin.conf'),
    file === undefined ? 'there is neither etc/plugin.conf nor etc/plugin.yaml' : 'no section is an Asterisk',
    'write [ast] with class_path = plugins.asterisk, username and password (YAML: ast: with plugin_name: asterisk)',
  )

/**
 * Reads the files of a smarthome.py or SmartHomeNG directory, given by their paths in it (`etc/plugin.conf`, `items/office.yaml`). Of
 * `logics/` only the paths are used. Never throws. All problems come at once, in the order of files and lines.
 *
 * `dialect`: reads .conf exactly like one of the programs; by default it accepts what any of them accepts.
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
  { dialect = 'any' }: { readonly dialect?: ConfDialect } = {},
): ConfigurationResult => {
  const read = (file: string | undefined): Parsed => (file === undefined ? nothing('') : parse(files, file, dialect))
  const pluginFile = settingsFile(files, 'plugin')
  const plugin = read(pluginFile)
  const logic = read(settingsFile(files, 'logic'))
  const itemParts = [read(settingsFile(files, 'smarthome')), ...itemFiles(files).map(read)]
  const structParts = [...files.keys()].filter(isStructFile).map((file) => [file, read(file)] as const)
  const structs = structsIn(structParts.map(([file, { tree }]) => [file, tree]))
  const resolved = withStructs(itemParts.map(({ tree }) => tree).reduce(merged), structs)
  const itemTree = resolved.tree

  const connections = connectionsIn(plugin.tree)
  const items = itemsIn(itemTree, connections.found)
  const logics = logicsIn(logic.tree, items.found, new Set(files.keys()))
  const none = connections.found.length === 0 && connections.problems.length === 0 && plugin.problems.length === 0

  return {
    configuration: { connections: connections.found, items: items.found, logics: logics.found },
    problems: inOrder([
      ...[
        plugin,
        logic,
        ...itemParts,
        ...structParts.map(([, part]) => part),
        resolved,
        connections,
        items,
        logics,
      ].flatMap(({ problems }) => problems),
      ...(none ? [connectionless(pluginFile)] : []),
      ...unsupported(itemTree, UNSUPPORTED, 'items'),
      ...unsupported(logic.tree, UNSUPPORTED_IN_LOGICS, 'logics'),
    ]),
  }
}
