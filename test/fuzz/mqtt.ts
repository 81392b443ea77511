/** The properties of the MQTT bridge, for its tests and for long hunts. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import * as fc from 'fast-check'
import { type DeviceState, frame } from '../../src/index.js'
import { userEventOf } from '../../src/protocol/userEvent.js'
import { discovery, mqttConfiguration, type MqttItem, type MqttSettings, topicLevel } from '../../src/mqtt/index.js'
import { entrances } from '../../src/mqtt/incoming.js'
import { expectedTopics } from '../../src/mqtt/leftovers.js'
import { idPart } from '../../src/mqtt/names.js'
import { eventPayload, phonePayload } from '../../src/mqtt/payloads.js'
import { filled } from '../../src/mqtt/settings.js'
import { isLegalTopic, topicsOf } from '../../src/mqtt/topics.js'
import { name } from '../mqtt/arbitraries.js'
import { isTopic, mistakesIn } from '../mqtt/homeAssistant.js'

const fail = (why: string): never => {
  throw new Error(why)
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** The ids of all entities and devices. */
const idsOf = (messages: ReturnType<typeof discovery>): readonly unknown[] =>
  messages.flatMap(({ topic, payload }) => {
    const components = isObject(payload['components']) ? Object.values(payload['components']) : []
    return [topic, ...components.flatMap((each) => (isObject(each) && 'unique_id' in each ? [each['unique_id']] : []))]
  })

/** Any settings: legal topics, messages by the rules, ids that are distinct. */
export const checkDiscovery = (given: MqttSettings, values: readonly MqttItem[]): void => {
  const sent: string[] = []
  const messages = discovery(given, values)
  for (const { topic, payload } of messages) {
    const json: unknown = JSON.parse(JSON.stringify(payload))
    const mistakes = mistakesIn(topic, json, sent)
    if (mistakes.length > 0) fail(mistakes.join('; '))
    const device = payload['device']
    if (isObject(device) && Array.isArray(device['identifiers'])) sent.push(...device['identifiers'].map(String))
  }
  const ids = idsOf(messages)
  if (new Set(ids).size !== ids.length) fail(`two of these ids are the same: ${ids.join(' ')}`)
  const all = filled(given, values)
  const topics = topicsOf(all.server)
  for (const topic of [...expectedTopics(all, topics), ...entrances(all, topics).keys()])
    if (!isLegalTopic(topic) || !isTopic(topic)) fail(`no legal topic: ${topic}`)
}

/** Two names that differ have levels and ids that differ. */
export const checkNames = (numRuns: number, seed: number): void => {
  fc.assert(
    fc.property(name, name, (a, b) => {
      if (!isLegalTopic(topicLevel(a)) || topicLevel(a).includes('/')) fail('no level of a topic')
      if (!/^[A-Za-z0-9_-]+$/.test(idPart(a))) fail('no id')
      return a === b || (topicLevel(a) !== topicLevel(b) && idPart(a) !== idPart(b))
    }),
    { numRuns, seed },
  )
}

const LIMIT = 16 * 1024

const checkText = (value: unknown): void => {
  if (typeof value === 'string' && (/[\p{Cc}\p{Cs}]/u.test(value) || Array.from(value).length > 256))
    fail('a text that is not harmless')
  if (isObject(value)) for (const [key, each] of Object.entries(value)) [key, each].forEach(checkText)
}

const checkPayload = (payload: unknown): void => {
  const text = JSON.stringify(payload)
  if (Buffer.byteLength(text) > LIMIT) fail(`a message of ${Buffer.byteLength(text)} bytes`)
  const back: unknown = JSON.parse(text)
  checkText(back)
  if (/"_tag"/.test(text) && !/_tag/.test(JSON.stringify([...Object.keys(isObject(back) ? back : {})])))
    fail('an Option in JSON')
}

const texts = fc.oneof(name, fc.string({ unit: 'binary', maxLength: 3000 }))

const state = (number: string, called: string): DeviceState => ({
  _tag: 'Talking',
  direction: O.some('incoming'),
  peer: O.some({ number: O.some(number), name: O.some(called) }),
  since: O.some(0),
  channels: [],
})

/** Texts of strangers in every message that may contain them. */
export const checkPayloads = (numRuns: number, seed: number): void => {
  fc.assert(
    fc.property(texts, texts, fc.array(fc.tuple(texts, texts), { maxLength: 60 }), (number, called, headers) => {
      checkPayload(phonePayload(state(number, called)))
      const lines = headers.map(
        ([key, value]) => `${key.replaceAll(/[:\r\n]/g, '')}: ${value.replaceAll(/[\r\n]/g, '')}`,
      )
      const event = userEventOf(frame('Event: UserEvent', 'UserEvent: Door', ...lines), 'asterisk')
      checkPayload(eventPayload(event, 'ring', 'id-1', 0))
    }),
    { numRuns, seed },
  )
}

/** A configuration of any bytes: read, or every mistake with a place inside of the text. */
const checkFile = (text: string): void => {
  const read = mqttConfiguration(text, 'mqtt.yaml')
  if (E.isRight(read)) {
    if (read.right !== undefined) checkDiscovery(read.right.settings, [])
    return
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  for (const { line, column, message, fix } of read.left) {
    const at = lines[line - 1]
    if (at === undefined || column < 1 || column > at.length + 1)
      fail(`a mistake outside of the text: ${line}:${column}`)
    if (/\p{Cc}|\u2028|\u2029/u.test(message + fix)) fail(`not one line: ${message}`)
  }
  if (read.left.length === 0) fail('refused without a mistake')
}

/** Names of settings have at most 1000 characters; these are shorter, so that many can be tried. */
const namesIn = (data: Uint8Array): readonly string[] =>
  Buffer.from(data)
    .toString(data.length % 2 === 0 ? 'utf8' : 'utf16le')
    .split('\n')
    .slice(0, 4)
    .map((name) => name.slice(0, 100))

/** The target of `npm run fuzz -- --target mqtt`: a configuration, names, callers and headers of any bytes. */
export const fuzz = (data: Uint8Array): void => {
  const rest = data.subarray(1)
  checkFile(Buffer.from(rest).toString('utf8'))
  const names = namesIn(rest)
  const of = <A>(value: A): Readonly<Record<string, A>> => Object.fromEntries(names.map((each) => [each, value]))
  checkDiscovery(
    { devices: of({}), groups: of([]), events: of({ doorbell: true }), mailboxes: [...new Set(names)] },
    [],
  )
  const [number = '', called = ''] = names
  checkPayload(phonePayload(state(number, called)))
  for (const a of names)
    for (const b of names)
      if (a !== b && (topicLevel(a) === topicLevel(b) || idPart(a) === idPart(b)))
        fail(`two names became one: ${a} ${b}`)
}
