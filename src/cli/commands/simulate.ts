/** `simulate`: a simulated Asterisk on a port, for development. Lines on stdin make things happen in it. */
import * as E from 'fp-ts/lib/Either.js'
import { ignoreElements, merge, takeWhile, tap } from 'rxjs'
import { simulate as simulated, type SimulateOptions, type Simulation } from '../../testing/index.js'
import { command } from '../command.js'
import { house } from '../demo/house.js'
import { effectOf, endpointOf, SCRIPT_HELP } from '../demo/script.js'
import { goesOn, playing } from '../demo/playScript.js'
import { FILE_HELP, stepsOf } from '../demo/scriptFile.js'
import { readText } from '../readText.js'
import { EXIT } from '../exit.js'
import { complain } from '../output.js'
import { exitOfWork, reportError } from '../withAsterisk.js'
import type { ValueType } from '../word.js'
import { defaulted, flag, option, options } from '../word.js'
import { file, text } from '../valueTypes.js'
import type { Terminal } from '../terminal.js'

const listenPort: ValueType<number> = {
  as: 'PORT',
  must: 'a whole number from 0, for any free one, to 65535',
  read: (given) => (/^\d{1,5}$/.test(given) && Number(given) < 65_536 ? E.right(Number(given)) : E.left(undefined)),
}

const version: ValueType<number> = {
  as: 'VERSION',
  must: 'a major version of Asterisk, from 13 to 23',
  read: (given) => (/^(?:1[3-9]|2[0-3])$/.test(given) ? E.right(Number(given)) : E.left(undefined)),
}

const USERS: SimulateOptions['users'] = {
  admin: { secret: 'secret', read: 'all', write: 'all' },
  minimal: { secret: 'secret', read: 'call,user', write: 'call' },
}

const simulationOptions = (phones: readonly string[], asterisk: number): SimulateOptions => ({
  ...house,
  users: USERS,
  version: asterisk,
  queues: { support: { members: ['PJSIP/2222', 'PJSIP/200'], entries: [] } },
  endpoints: {
    ...house.endpoints,
    ...Object.fromEntries(phones.map((phone) => [endpointOf(phone), { _tag: 'Answers', after: 1000 } as const])),
  },
})

const runLine = (pbx: Simulation, terminal: Terminal, line: string): void => {
  if (line.trim() === '') return
  if (line.trim() === 'help') {
    terminal.err(SCRIPT_HELP)
    return
  }
  const effect = effectOf(line)
  if (E.isLeft(effect)) complain(terminal, `${effect.left}; "help" lists everything`)
  else effect.right(pbx)
}

const phonesOf = ({ endpoints = {} }: SimulateOptions): string =>
  Object.keys(endpoints)
    .map((name) => name.slice(name.indexOf('/') + 1))
    .join(', ')

const welcome = (
  terminal: Terminal,
  json: boolean,
  { host, port }: { readonly host: string; readonly port: number },
  options: SimulateOptions,
): void => {
  const asterisk = options.version
  if (json) {
    terminal.out(JSON.stringify({ host, port, asterisk, username: 'admin', password: 'secret' }))
    return
  }
  terminal.out(`a simulated Asterisk ${asterisk ?? ''} listens on ${host}:${port}; phones ${phonesOf(options)} and the queue support are in it
  try:  RX_ASTERISK_PASSWORD=secret rx-asterisk watch --port ${port} --username admin
  users: admin may do everything, minimal has read=call,user and write=call; the password of both is "secret"
type what should happen, such as "dial 200 2222" or "bell"; "help" lists everything; Ctrl-C ends it`)
}

export const simulate = command(
  {
    name: 'simulate',
    summary: 'run a simulated Asterisk on a port, for development',
    details: [
      'Listens on 127.0.0.1 only. Extensions are those of the phones, in context internal; 240 in context door is the door.',
      `Lines on stdin, or in the file of --script, make things happen:\n\n${SCRIPT_HELP}`,
      `A file may also have:\n\n${FILE_HELP}`,
    ],
    words: {
      port: defaulted(listenPort, 'where to listen; 0 for any free port', 5038),
      phone: options(text('NAME'), 'one more phone: 300 or SIP/300'),
      asterisk: defaulted(version, 'the version to simulate', 22),
      script: option(file, 'play the lines of this file'),
      json: flag('print how to connect as JSON'),
    },
    examples: [
      'rx-asterisk simulate',
      "echo 'event Door Source=front' | rx-asterisk simulate --port 0",
      'rx-asterisk simulate --script doorbell.txt',
    ],
    failing: 'the port is taken',
  },
  async ({ port, phone, asterisk, script, json }, terminal) => {
    const steps = script === undefined ? E.right([]) : E.chain(stepsOf)(readText(script))
    if (E.isLeft(steps)) {
      complain(terminal, `--script: ${steps.left}`)
      return EXIT.usage
    }
    const options = simulationOptions(phone, asterisk)
    const pbx = simulated(options)
    try {
      const address = await pbx.listen(port)
      welcome(terminal, json, address, options)
    } catch (error) {
      reportError(terminal, error)
      complain(
        terminal,
        `port ${port} cannot be opened; give another one, such as --port ${port === 0 ? 5038 : port + 10_000}`,
      )
      return EXIT.failed
    }
    const lines$ = terminal.line$.pipe(
      tap((line) => {
        runLine(pbx, terminal, line)
      }),
      ignoreElements(),
    )
    const exit = await exitOfWork(terminal, true, merge(lines$, playing(pbx, steps.right)).pipe(takeWhile(goesOn)))
    await pbx.close()
    return exit
  },
)
