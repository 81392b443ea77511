/** A configuration directory: reads it and describes it. */
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { map, type Observable } from 'rxjs'
import {
  type Configuration,
  configuration,
  type ConfigurationProblem,
  type DirectoryFiles,
  type ItemSettings,
  readDirectory,
  secret,
  showProblem,
} from '../smarthome/index.js'
import { variable } from './connection.js'
import { bridgeIn } from './mqtt/house.js'
import { port } from './valueTypes.js'
import { outputLine, type OutputLine } from './output.js'
import type { Terminal } from './terminal.js'

/** The configuration of a directory, and everything that is wrong with it. */
export interface Directory {
  readonly files: DirectoryFiles['files']
  readonly configuration: Configuration
  readonly problems: readonly ConfigurationProblem[]
}

export const withConfiguration = ({ files, problems }: DirectoryFiles): Directory => {
  const result = configuration(files)
  const bridge = bridgeIn(files)
  return {
    files,
    configuration: result.configuration,
    problems: [...problems, ...result.problems, ...(E.isLeft(bridge) ? bridge.left : [])],
  }
}

export const directory = (name: string): Observable<Directory> => readDirectory(name).pipe(map(withConfiguration))

/** A problem with a path that an editor can open from the current directory. */
export const problemLine =
  (dir: string) =>
  (problem: ConfigurationProblem): OutputLine => {
    const file = problem.file === dir ? dir : join(dir, problem.file)
    const { severity, line, column, message, fix } = problem
    return outputLine(showProblem({ ...problem, file }), {
      type: 'problem',
      severity,
      file,
      line,
      column,
      message,
      fix,
    })
  }

export const countOf = (
  problems: readonly ConfigurationProblem[],
  severity: ConfigurationProblem['severity'],
): number => problems.filter((problem) => problem.severity === severity).length

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

const list = (names: readonly string[]): string => (names.length === 0 ? '' : `: ${names.join(', ')}`)

const ATTRIBUTES = { Device: 'ast_dev', Mailbox: 'ast_box', Database: 'ast_db' } as const

const itemWords = ({ path, bindings }: ItemSettings): string =>
  `${path} (${bindings.map(({ _tag, target }) => `${ATTRIBUTES[_tag]} ${target}`).join(', ')})`

/** One line each for the connections, the items and the logics of a configuration. */
export const configurationLines = ({ connections, items, logics }: Configuration): readonly OutputLine[] => {
  const bound = items.filter(({ bindings }) => bindings.length > 0)
  const where = connections.map(({ name, username, host, port: at }) => `${name} (${username} at ${host}:${at})`)
  const whose = logics.map(({ name, enabled, file }) =>
    !enabled ? `${name} (not enabled)` : O.isSome(file) ? `${name} (${file.value})` : `${name} (no handler)`,
  )
  return [
    outputLine(`${counted(connections.length, 'connection')}${list(where)}`, {
      type: 'connections',
      connections: connections.map(({ name, username, host, port: at, tls }) => ({
        name,
        username,
        host,
        port: at,
        tls,
      })),
    }),
    outputLine(`${counted(items.length, 'item')}, ${bound.length} of them of Asterisk${list(bound.map(itemWords))}`, {
      type: 'items',
      items: items.map(({ path, type, bindings }) => ({
        path,
        type,
        bindings: bindings.map(({ _tag, target }) => ({ [ATTRIBUTES[_tag]]: target })),
      })),
    }),
    outputLine(`${counted(logics.length, 'logic')}${list(whose)}`, {
      type: 'logics',
      logics: logics.map(({ name, enabled, userEvents, watch, file }) => ({
        name,
        enabled,
        userEvents,
        watch,
        file: O.toNullable(file),
      })),
    }),
  ]
}

/**
 * Replaces settings of plugin.conf by the environment where plugin.conf has one connection: for containers, and for secrets that are kept
 * elsewhere.
 */
export const withEnvironment = (settings: Configuration, env: Terminal['env']): Configuration => {
  const [only, ...others] = settings.connections
  if (only === undefined || others.length > 0) return settings
  const password = variable(env, 'PASSWORD')
  const at = port.read(variable(env, 'PORT') ?? '')
  return {
    ...settings,
    connections: [
      {
        ...only,
        host: variable(env, 'HOST') ?? only.host,
        port: E.isRight(at) ? at.right : only.port,
        username: variable(env, 'USERNAME') ?? only.username,
        password: password === undefined ? only.password : secret(password),
      },
    ],
  }
}

const REPLACING = ['HOST', 'PORT', 'USERNAME', 'PASSWORD'] as const

/** Left: a variable that replaces a setting has a value that the setting cannot have. */
export const environmentMistake = (env: Terminal['env']): E.Either<string, undefined> => {
  const given = variable(env, 'PORT')
  return given === undefined || E.isRight(port.read(given))
    ? E.right(undefined)
    : E.left(`RX_ASTERISK_PORT must be ${port.must}`)
}

/** A sentence about variables that replace no setting, because plugin.conf has several connections. */
export const unusedEnvironment = ({ connections }: Configuration, env: Terminal['env']): string | undefined => {
  const given = REPLACING.filter((name) => variable(env, name) !== undefined).map((name) => `RX_ASTERISK_${name}`)
  return given.length === 0 || connections.length < 2
    ? undefined
    : `plugin.conf has ${connections.length} connections, so the environment replaces no setting: ${given.join(', ')}`
}
