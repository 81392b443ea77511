/** plugin.conf → the connections: all sections of the Asterisk plugin, under any name. */
import * as E from 'fp-ts/lib/Either.js'
import { flagIn } from './flag.js'
import { type Found, joined } from './found.js'
import { type ConfigurationProblem, error, info, warning } from './problem.js'
import { secret } from './secret.js'
import type { ConnectionSettings } from './settings.js'
import { type Entry, type Section, textOf } from './tree.js'

const PLAIN_PORT = 5038
const TLS_PORT = 5039

const textAt = (section: Section, key: string): string | undefined => {
  const entry = section.entries.get(key)
  const text = entry === undefined ? '' : textOf(entry)
  return text === '' ? undefined : text
}

/** True for `class_path = plugins.asterisk` of smarthome.py and `plugin_name: asterisk` of SmartHomeNG. */
const isAsterisk = (section: Section): boolean =>
  /(?:^|\.)asterisk$/i.test(textAt(section, 'class_path') ?? '') ||
  textAt(section, 'plugin_name')?.toLowerCase() === 'asterisk'

const required = (section: Section, key: string, otherwise?: string): E.Either<ConfigurationProblem, string> => {
  const text = textAt(section, key) ?? otherwise
  return text === undefined
    ? E.left(error(section.at, `[${section.name}] has no ${key}`, `add ${key} = …, as it stands in manager.conf`))
    : E.right(text)
}

const portOf = (entry: Entry | undefined, otherwise: number): E.Either<ConfigurationProblem, number> => {
  const text = entry === undefined ? '' : textOf(entry)
  if (entry === undefined || text === '') return E.right(otherwise)
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  return port >= 1 && port <= 65_535
    ? E.right(port)
    : E.left(error(entry.at, 'port must be a whole number from 1 to 65535', `AMI's port is ${PLAIN_PORT}`))
}

/** Warnings for a bar in a text: two of the three programs split the text there. */
const barWarnings = (section: Section): readonly ConfigurationProblem[] =>
  [...section.entries.values()].flatMap(({ key, value, at }) =>
    typeof value === 'string' || !['username', 'password'].includes(key)
      ? []
      : [warning(at, `${key} has a |, which other programs read as a list: here it is one text`, 'put it in quotes')],
  )

const connectionOf = (section: Section): Found<ConnectionSettings> => {
  const enabled = flagIn(section.entries.get('plugin_enabled'), true)
  if (E.isRight(enabled) && !enabled.right)
    return {
      found: [],
      problems: [info(section.at, `[${section.name}] is not enabled`, 'change nothing if this is intended')],
    }
  // SmartHomeNG's plugin has this default
  const username = required(section, 'username', section.at.file.endsWith('.yaml') ? 'admin' : undefined)
  const password = required(section, 'password')
  const tls = flagIn(section.entries.get('tls'), false)
  const port = portOf(section.entries.get('port'), E.isRight(tls) && tls.right ? TLS_PORT : PLAIN_PORT)
  const wrong = [enabled, username, password, tls, port].flatMap((each) => (E.isLeft(each) ? [each.left] : []))
  const problems = [...wrong, ...barWarnings(section)]
  if (E.isLeft(username) || E.isLeft(password) || E.isLeft(tls) || E.isLeft(port)) return { found: [], problems }
  const connection: ConnectionSettings = {
    name: section.name,
    host: textAt(section, 'host') ?? '127.0.0.1',
    port: port.right,
    tls: tls.right,
    username: username.right,
    password: secret(password.right),
    instance: textAt(section, 'instance') ?? '',
    at: section.at,
  }
  return { found: [connection], problems }
}

/** Warnings for two connections with one instance: an attribute can select only the first of them. */
const sameInstanceWarnings = (connections: readonly ConnectionSettings[]): readonly ConfigurationProblem[] =>
  connections.flatMap(({ name, instance, at }, index) => {
    const first = connections.findIndex((other) => other.instance === instance)
    const selected = connections[first]?.name ?? ''
    const attributes = instance === '' ? 'attributes without @' : `attributes with @${instance}`
    return first === index
      ? []
      : [
          warning(
            at,
            `${attributes} select [${selected}], never [${name}]`,
            `give it an instance = …, or write ast_dev@${name}`,
          ),
        ]
  })

/** All connections of plugin.conf. */
export const connectionsIn = (tree: Section): Found<ConnectionSettings> => {
  const { found, problems } = joined([...tree.sections.values()].filter(isAsterisk).map(connectionOf))
  return { found, problems: [...problems, ...sameInstanceWarnings(found)] }
}

/**
 * The names of the connections that an attribute selects by the text after its `@`: an instance, else a section's name; `*` selects all.
 * An attribute without `@` selects the connection that has no instance.
 */
export const selectedBy = (selector: string, connections: readonly ConnectionSettings[]): readonly string[] => {
  const named = connections.filter(({ instance }) => instance === selector)
  const selected = named.length > 0 ? named : connections.filter(({ name }) => name === selector)
  return (selector === '*' ? connections : selected.slice(0, 1)).map(({ name }) => name)
}
