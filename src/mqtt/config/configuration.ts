/** A configuration file → its settings, or all of its mistakes with their places. Pure. */
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import type { MqttSettings } from '../settings.js'
import { File, Settings } from './settingsCodec.js'
import { treeOf } from './yaml.js'

/** A mistake of a configuration file. Lines and columns count from 1. It never quotes a value. */
export interface MqttProblem {
  readonly severity: 'error'
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
  /** The way to fix it. */
  readonly fix: string
}

/** The contents of a configuration file. Passwords stand elsewhere: `passwordFile` names a file with one line. */
export interface MqttConfiguration {
  readonly broker: {
    readonly url: string
    readonly username?: string | undefined
    readonly passwordFile?: string | undefined
    /** The file of an authority's certificate (PEM). */
    readonly ca?: string | undefined
    readonly version?: '4' | '5' | undefined
  }
  readonly asterisk: {
    readonly host?: string | undefined
    readonly port?: number | undefined
    readonly username?: string | undefined
    readonly passwordFile?: string | undefined
    readonly tls?: boolean | undefined
    readonly ca?: string | undefined
  }
  readonly settings: MqttSettings
}

/** One wrong part: its path, and the sentence about it. */
interface Mistake {
  readonly path: readonly string[]
  readonly isKey: boolean
  readonly message: string
  readonly fix: string
}

const printable = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, '?')

const mistakeOf = ({ context, message, value }: t.ValidationError): Mistake => {
  const path = context.map(({ key }) => key).filter((_, index) => index > 0)
  const type = context.at(-1)?.type.name ?? ''
  const name = path.join('.')
  const isKey = type === 'left out'
  const sentence = isKey
    ? `there is no setting ${name}`
    : `${name === '' ? 'the file' : name} ${value === undefined ? 'is missing: it' : ''} must be ${type}`
  return { path, isKey, message: printable(sentence.replace('  ', ' ')), fix: printable(message ?? 'see docs/mqtt.md') }
}

/** The settings that a program gave, or one sentence for each mistake. */
export const settingsOf = (given: unknown): E.Either<readonly string[], MqttSettings> =>
  E.mapLeft((errors: t.Errors) => errors.map(mistakeOf).map(({ message, fix }) => `${message}; ${fix}`))(
    Settings.decode(given),
  )

const under = (value: unknown, section: string | undefined): unknown =>
  section === undefined
    ? value
    : typeof value === 'object' && value !== null && Object.hasOwn(value, section)
      ? Object.entries(value).find(([key]) => key === section)?.[1]
      : undefined

/**
 * Reads a configuration file, YAML or JSON. All mistakes come at once, in the order of lines. Never throws. `section`: the settings stand
 * below this key. Right: undefined where the file has no such section.
 *
 * @example
 * import { mqttConfiguration } from 'rx-asterisk/mqtt'
 *
 * const read = mqttConfiguration('broker: { url: mqtt://localhost }\ndevices: { 2222: {} }', 'mqtt.yaml')
 * console.log(read._tag === 'Right' ? read.right?.settings.devices : read.left) // { '2222': {} }
 */
export const mqttConfiguration = (
  text: string,
  file: string,
  section?: string,
): E.Either<readonly MqttProblem[], MqttConfiguration | undefined> => {
  const { value, mistakes, place } = treeOf(text)
  const [given, prefix] = [under(value, section), section === undefined ? [] : [section]]
  if (mistakes.length === 0 && section !== undefined && given === undefined) return E.right(undefined)
  const read = File.decode(given)
  const problem = ({ path, isKey, message, fix }: Mistake): MqttProblem => ({
    severity: 'error',
    file,
    ...place([...prefix, ...path], isKey),
    message,
    fix,
  })
  const problems = [
    ...mistakes.map((each): MqttProblem => ({ severity: 'error', file, ...each })),
    // a file that is no YAML lacks settings that its author has written
    ...(E.isLeft(read) && mistakes.length === 0 ? read.left.map(mistakeOf).map(problem) : []),
  ].sort((a, b) => a.line - b.line || a.column - b.column)
  if (problems.length > 0 || E.isLeft(read)) return E.left(problems)
  const { broker, asterisk = {}, ...settings } = read.right
  return E.right({ broker, asterisk, settings })
}
