/** A configuration directory: read, understood, and told about. */
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { map, type Observable } from 'rxjs'
import {
  type Configuration,
  configuration,
  type ItemSettings,
  type Problem,
  readDirectory,
  secret,
  showProblem,
  type Snapshot,
} from '../smarthome/index.js'
import { variable } from './connection.js'
import { port } from './meanings.js'
import { said, type Said } from './output.js'
import type { Terminal } from './terminal.js'

/** What a directory says, and everything that is wrong with it. */
export interface Directory {
  readonly files: Snapshot['files']
  readonly configuration: Configuration
  readonly problems: readonly Problem[]
}

export const understood = ({ files, problems }: Snapshot): Directory => {
  const said = configuration(files)
  return { files, configuration: said.configuration, problems: [...problems, ...said.problems] }
}

export const directory = (name: string): Observable<Directory> => readDirectory(name).pipe(map(understood))

/** With the path as an editor can open it from here. */
export const problemSaid =
  (dir: string) =>
  (problem: Problem): Said => {
    const file = problem.file === dir ? dir : join(dir, problem.file)
    const { severity, line, column, message, fix } = problem
    return said(showProblem({ ...problem, file }), { type: 'problem', severity, file, line, column, message, fix })
  }

export const countOf = (problems: readonly Problem[], severity: Problem['severity']): number =>
  problems.filter((problem) => problem.severity === severity).length

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

const list = (names: readonly string[]): string => (names.length === 0 ? '' : `: ${names.join(', ')}`)

const ATTRIBUTES = { Device: 'ast_dev', Mailbox: 'ast_box', Database: 'ast_db' } as const

const itemWords = ({ path, bindings }: ItemSettings): string =>
  `${path} (${bindings.map(({ _tag, target }) => `${ATTRIBUTES[_tag]} ${target}`).join(', ')})`

/** What was understood, a line each for connections, items and logics. */
export const configurationSaid = ({ connections, items, logics }: Configuration): readonly Said[] => {
  const bound = items.filter(({ bindings }) => bindings.length > 0)
  const where = connections.map(({ name, username, host, port: at }) => `${name} (${username} at ${host}:${at})`)
  const whose = logics.map(({ name, enabled, file }) =>
    !enabled ? `${name} (not enabled)` : O.isSome(file) ? `${name} (${file.value})` : `${name} (no handler)`,
  )
  return [
    said(`${counted(connections.length, 'connection')}${list(where)}`, {
      type: 'connections',
      connections: connections.map(({ name, username, host, port: at, tls }) => ({
        name,
        username,
        host,
        port: at,
        tls,
      })),
    }),
    said(`${counted(items.length, 'item')}, ${bound.length} of them of Asterisk${list(bound.map(itemWords))}`, {
      type: 'items',
      items: items.map(({ path, type, bindings }) => ({
        path,
        type,
        bindings: bindings.map(({ _tag, target }) => ({ [ATTRIBUTES[_tag]]: target })),
      })),
    }),
    said(`${counted(logics.length, 'logic')}${list(whose)}`, {
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

/** The environment wins over plugin.conf where that has one connection: for containers, and for secrets kept elsewhere. */
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
