/** The work of `switchboard`: a server on a port, until it is stopped. */
import { randomBytes } from 'node:crypto'
import * as E from 'fp-ts/lib/Either.js'
import { filter, finalize, merge, NEVER, type Observable, switchMap, tap, take, ignoreElements } from 'rxjs'
import { type AuditLine, http, type HttpAction, type HttpOptions } from '../../http/index.js'
import type { Asterisk } from '../../index.js'
import { type ListenOn, urlHost } from '../address.js'
import { connected, type ENDLESS } from '../asking.js'
import type { Values } from '../command.js'
import { EXIT, type Exit } from '../exit.js'
import { complain, outputLine, printer, visible } from '../output.js'
import { type Readiness, readiness } from '../readiness.js'
import type { Terminal } from '../terminal.js'
import { clientContext } from './client.js'
import { usersFile } from './file.js'
import { listening, loadServer } from './server.js'
import { settingsFile } from './settingsFile.js'
import { isLoopback } from './words.js'

/** The words of the command. */
interface SwitchboardWords {
  readonly listen: ListenOn
  readonly allow: readonly HttpAction[] | undefined
  readonly users: string | undefined
  readonly settings: string | undefined
  readonly hostName: readonly string[]
  readonly context: readonly string[]
  readonly numbers: string | undefined
  readonly https: boolean
  readonly proxy: readonly string[]
  readonly trustUserHeader: string | undefined
  readonly readyFile: string | undefined
}

const NO_LOGIN =
  'another address than this machine needs a login: give --users FILE with users or tokens, or listen on 127.0.0.1'

const patternOf = (numbers: string | undefined): E.Either<string, RegExp | undefined> =>
  numbers === undefined
    ? E.right(undefined)
    : E.tryCatch(
        () => new RegExp(numbers),
        () => '--numbers is no regular expression',
      )

/** The names of this server with its port; port 0 is a free one, which nobody knows yet. */
const hostsOf = ({ host, port }: ListenOn, names: readonly string[]): readonly string[] => {
  const isEverywhere = isLoopback(host) || host === '0.0.0.0' || host === '::'
  const own = ['127.0.0.1', 'localhost', '[::1]', ...(isEverywhere ? [] : [urlHost(host)])]
  return [...own.map((each) => (port === 0 ? each : `${each}:${port}`)), ...names]
}

/** The options of `http`. Left: a sentence that names the mistake. */
const optionsOf = (words: SwitchboardWords, failed: (text: string) => void): E.Either<string, HttpOptions> => {
  const known = words.users === undefined ? E.right({}) : usersFile(words.users)
  const numbers = patternOf(words.numbers)
  if (E.isLeft(known)) return known
  if (E.isLeft(numbers)) return numbers
  const settings = words.settings === undefined ? E.right(undefined) : settingsFile(words.settings, failed)
  if (E.isLeft(settings)) return settings
  const { users = [], tokens = [] }: HttpOptions = known.right
  const hasLogin = users.length + tokens.length > 0 || words.trustUserHeader !== undefined
  if (!hasLogin && !isLoopback(words.listen.host)) return E.left(NO_LOGIN)
  const passwordless = users.find(({ password }) => password === '')
  if (passwordless !== undefined && words.trustUserHeader === undefined)
    return E.left(`${passwordless.name} has no password in the file of users, and no --trust-user-header names it`)
  return E.right({
    ...known.right,
    allow: words.allow,
    hosts: hostsOf(words.listen, words.hostName),
    ...(words.context.length === 0 ? {} : { contexts: words.context }),
    numbers: numbers.right,
    settings: settings.right,
    ...(words.https ? { secure: true } : {}),
    ...(hasLogin ? {} : { oneTimeToken: randomBytes(24).toString('base64url') }),
  })
}

const auditText = ({ time, user, address, action, target, outcome, ms }: AuditLine): string =>
  `${time} ${user ?? 'nobody'} ${action}${target === null ? '' : ` ${target}`}: ${outcome} (${ms} ms, from ${address ?? 'nowhere'})`

const urlOf = ({ host }: ListenOn, port: number, token: string | undefined): string =>
  `http://${urlHost(host)}:${port}/${token === undefined ? '' : `#token=${token}`}`

const served = (
  asterisk: Asterisk,
  options: HttpOptions,
  words: SwitchboardWords,
  supervisor: Readiness,
  print: ReturnType<typeof printer>,
): Observable<unknown> => {
  const audit = (line: AuditLine): void => {
    print(outputLine(visible(auditText(line)), { type: 'audit', ...line }))
  }
  const handler = http(asterisk, { ...options, audit })
  const fronting = { proxies: words.proxy, userHeader: words.trustUserHeader, users: options.users }
  // a refused login ends the command before anybody opens a page; every other outage is one that the page shows
  const page$ = asterisk.status$.pipe(
    filter(({ _tag }) => _tag === 'Ready' || _tag === 'Waiting'),
    take(1),
    switchMap(loadServer),
    switchMap((serve) =>
      listening(serve, handler, words.listen, (request, peer) => clientContext(request, peer, fronting)),
    ),
    tap((port) => {
      const url = urlOf(words.listen, port, options.oneTimeToken)
      print(outputLine(`the switchboard is at ${url}`, { type: 'listening', url }))
    }),
    // the link stays open without readers: the page is right at once
    switchMap(() => {
      const release = handler.watch()
      return NEVER.pipe(finalize(release))
    }),
  )
  const ready$ = asterisk.status$.pipe(
    tap((status) => {
      supervisor.update(status._tag === 'Ready' && status.reading.length === 0)
    }),
    ignoreElements(),
  )
  return merge(page$, ready$, asterisk.ready$.pipe(ignoreElements())).pipe(
    finalize(() => {
      supervisor.stopping()
      void handler.close()
    }),
  )
}

/** Serves until it is stopped. */
export const serveSwitchboard = (
  words: SwitchboardWords,
  common: Values<typeof ENDLESS>,
  terminal: Terminal,
): Promise<Exit> => {
  const options = optionsOf(words, (text) => {
    complain(terminal, text)
  })
  const reporting = E.chain(() => readiness(terminal, words.readyFile))(options)
  if (E.isLeft(options) || E.isLeft(reporting)) {
    complain(terminal, E.isLeft(options) ? options.left : E.isLeft(reporting) ? reporting.left : '')
    return Promise.resolve(EXIT.usage)
  }
  const print = printer(terminal, common.json)
  return connected(terminal, common, { endless: true, wait: 0 }, (asterisk) =>
    served(asterisk, options.right, words, reporting.right, print),
  )
}
