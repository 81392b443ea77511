/** The words of `mqtt`, its file and the environment → the settings of a bridge, its broker and its Asterisk. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { ConnectOptions } from '../../index.js'
import { type BrokerOptions, type MqttConfiguration, mqttConfiguration, type MqttSettings } from '../../mqtt/index.js'
import { showProblem } from '../../smarthome/index.js'
import { optionsOf } from '../asking.js'
import type { Values } from '../command.js'
import { type CONNECTION, variable } from '../connection.js'
import type { Terminal } from '../terminal.js'
import {
  beside,
  brokerOf,
  optionally,
  type Planned,
  type PlanMistake,
  readLine,
  textOf,
  usage,
} from './brokerOptions.js'
import type { MqttWords } from './options.js'

/** Everything that a bridge needs. */
export interface MqttPlan {
  readonly broker: BrokerOptions
  readonly settings: MqttSettings
  readonly asterisk: ConnectOptions
}

const NO_FILE = 'name a configuration FILE, or give --broker URL'
const TWO_SOURCES = 'FILE has these settings: leave out --broker, --server, --device, --mailbox and --event'

const ITEMS =
  'items are those of a smarthome directory: put the file into its etc/ as mqtt.yaml, and use rx-asterisk run'

const entries = <A>(names: readonly string[], value: A): Readonly<Record<string, A>> =>
  Object.fromEntries(names.map((name) => [name, value]))

/** A configuration without a file. */
const fromWords = (
  { broker, server, device, mailbox, event }: MqttWords,
  env: Terminal['env'],
): Planned<MqttConfiguration> =>
  pipe(
    broker ?? variable(env, 'MQTT_URL'),
    E.fromNullable(usage(NO_FILE)),
    E.chain((url) => {
      // through the same checks as a file
      const text = JSON.stringify({
        broker: { url },
        server,
        devices: entries(device, {}),
        mailboxes: mailbox,
        events: entries(event, {}),
      })
      return configurationIn(text, 'the command line')
    }),
  )

const configurationIn = (text: string, file: string, section?: string): Planned<MqttConfiguration> =>
  pipe(
    mqttConfiguration(text, file, section),
    E.mapLeft((problems): PlanMistake => ({ lines: problems.map(showProblem), isFile: true })),
    E.chain(E.fromNullable(usage(NO_FILE))),
  )

const fromFile = (words: MqttWords, env: Terminal['env']): Planned<MqttConfiguration> => {
  const { file, broker, server, device, mailbox, event } = words
  if (file === undefined) return fromWords(words, env)
  return [broker, server, ...device, ...mailbox, ...event].some((each) => each !== undefined)
    ? E.left(usage(TWO_SOURCES))
    : pipe(
        textOf(file),
        E.chain((text) => configurationIn(text, file)),
      )
}

/** The environment, with the login of the file where a variable is missing. */
const environment = (
  { asterisk }: MqttConfiguration,
  file: string | undefined,
  env: Terminal['env'],
): Planned<Terminal['env']> => {
  const { host, port, username, passwordFile, ca } = asterisk
  const known = variable(env, 'PASSWORD')
  return pipe(
    known === undefined
      ? optionally(passwordFile, (name) => readLine(beside(file, name)))
      : E.right<PlanMistake, string | undefined>(known),
    E.map((password) => ({
      ...env,
      RX_ASTERISK_HOST: variable(env, 'HOST') ?? host,
      RX_ASTERISK_PORT: variable(env, 'PORT') ?? port?.toString(),
      RX_ASTERISK_USERNAME: variable(env, 'USERNAME') ?? username,
      RX_ASTERISK_TLS_CA: variable(env, 'TLS_CA') ?? (ca === undefined ? undefined : beside(file, ca)),
      RX_ASTERISK_PASSWORD: password,
    })),
  )
}

/** The broker and the settings alone: `--forget` needs no Asterisk. */
export const brokerPlan = (
  words: MqttWords,
  env: Terminal['env'],
): Planned<Omit<MqttPlan, 'asterisk'> & { readonly configuration: MqttConfiguration }> =>
  pipe(
    fromFile(words, env),
    E.filterOrElse(
      ({ settings }) => settings.items === undefined,
      () => usage(ITEMS),
    ),
    E.chain((configuration) =>
      pipe(
        brokerOf(configuration, words.file, env),
        E.map((broker) => ({ broker, settings: configuration.settings, configuration })),
      ),
    ),
  )

/** Everything. Reads the files that the words, the environment and the configuration name. */
export const planOf = async (
  words: MqttWords,
  common: Values<typeof CONNECTION>,
  env: Terminal['env'],
): Promise<Planned<MqttPlan>> => {
  const plan = brokerPlan(words, env)
  if (E.isLeft(plan)) return plan
  const { configuration, ...rest } = plan.right
  const whole = environment(configuration, words.file, env)
  if (E.isLeft(whole)) return whole
  const tls = common.tls || configuration.asterisk.tls === true
  const asterisk = await optionsOf({ ...common, tls }, whole.right)
  return E.isLeft(asterisk) ? E.left(usage(asterisk.left)) : E.right({ ...rest, asterisk: asterisk.right })
}
