/** The broker of a configuration, with the files that it names, and the environment. */
import { complain } from '../output.js'
import { readText } from '../readText.js'
import { dirname, isAbsolute, join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { BrokerOptions, MqttConfiguration } from '../../mqtt/index.js'
import { oneLine, variable } from '../connection.js'
import type { Terminal } from '../terminal.js'

/** `isFile`: the file has mistakes. */
export interface PlanMistake {
  readonly lines: readonly string[]
  readonly isFile: boolean
}

export type Planned<A> = E.Either<PlanMistake, A>

/** Prints each mistake. Those of a file begin with the file and the line, the others with the name of the program. */
export const complainOf = ({ lines, isFile }: PlanMistake, terminal: Terminal): void => {
  for (const line of lines) {
    if (isFile) terminal.err(line)
    else complain(terminal, line)
  }
}

export const usage = (line: string): PlanMistake => ({ lines: [line], isFile: false })

export const textOf = (name: string): Planned<string> => E.mapLeft(usage)(readText(name))

export const readLine = (name: string): Planned<string> =>
  pipe(
    textOf(name),
    E.chain((content) => E.mapLeft(usage)(oneLine(name, content))),
  )

/** A file that is named in a configuration; relative names count from the folder of the configuration. */
export const beside = (file: string | undefined, name: string): string =>
  file === undefined || isAbsolute(name) ? name : join(dirname(file), name)

export const optionally = (
  name: string | undefined,
  read: (name: string) => Planned<string>,
): Planned<string | undefined> => (name === undefined ? E.right(undefined) : read(name))

/** The broker of a configuration, with the files that it names; the environment comes first, as secrets need not be in files. */
export const brokerOf = (
  { broker }: MqttConfiguration,
  file: string | undefined,
  env: Terminal['env'],
): Planned<BrokerOptions> => {
  const password = variable(env, 'MQTT_PASSWORD')
  const { passwordFile, ca } = broker
  return pipe(
    E.Do,
    E.apS(
      'password',
      password === undefined
        ? optionally(passwordFile, (name) => readLine(beside(file, name)))
        : E.right<PlanMistake, string | undefined>(password),
    ),
    E.apS(
      'ca',
      optionally(ca, (name) => textOf(beside(file, name))),
    ),
    E.map((read) => ({
      url: variable(env, 'MQTT_URL') ?? broker.url,
      username: variable(env, 'MQTT_USERNAME') ?? broker.username,
      version: broker.version === undefined ? undefined : broker.version === '4' ? (4 as const) : (5 as const),
      ...read,
    })),
  )
}
