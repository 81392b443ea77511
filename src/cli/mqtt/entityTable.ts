/** The entities of Home Assistant as a table: there is no picture of them before they exist. */
import { discovery, type DiscoveryMessage, type MqttSettings } from '../../mqtt/index.js'
import { columns } from '../columns.js'
import { outputLine, type OutputLine, visible } from '../output.js'

type Json = Readonly<Record<string, unknown>>

const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A value of each platform, where the broker has none yet. */
const EXAMPLES: Readonly<Record<string, string>> = {
  sensor: '0',
  binary_sensor: 'OFF',
  button: 'PRESS',
  switch: '0',
  number: '21.5',
  text: 'text',
  device_automation: '(a trigger)',
}

/** A value that the component names itself: a type of its events, or one of its words. */
const exampleOf = ({ event_types: types, options }: Json): string | undefined => {
  const [type, word] = [types, options].map((words): unknown => (Array.isArray(words) ? words[0] : undefined))
  if (typeof type === 'string') return `{"event_type":"${type}", …}`
  return typeof word === 'string' ? word : undefined
}

interface Row {
  readonly device: string
  readonly entity: string
  readonly id: string
  readonly topic: string
  readonly example: string
}

const LONGEST = 60

const cut = (value: string): string => (value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value)

const rowsOf = ({ payload }: DiscoveryMessage, kept: ReadonlyMap<string, string>): readonly Row[] => {
  const device = isMap(payload['device']) ? text(payload['device']['name']) : ''
  const components = isMap(payload['components']) ? payload['components'] : {}
  return Object.entries(components).flatMap(([key, component]) => {
    if (!isMap(component)) return []
    const topic = text(component['state_topic'] ?? component['topic'] ?? component['command_topic'])
    const platform = text(component['platform'])
    const example = exampleOf(component) ?? EXAMPLES[platform] ?? ''
    const name = component['name'] === null ? '(the device itself)' : text(component['name'] ?? component['subtype'])
    const id = text(component['unique_id'] ?? key)
    return [{ device, entity: `${platform} ${name}`, id, topic, example: cut(kept.get(topic) ?? example) }]
  })
}

const HEAD = ['DEVICE', 'ENTITY', 'ID', 'TOPIC', 'EXAMPLE VALUE']

/** A line for each entity; `kept`: the values that the broker has. */
export const entityLines = (settings: MqttSettings, kept: ReadonlyMap<string, string>): readonly OutputLine[] => {
  const rows = discovery(settings).flatMap((message) => rowsOf(message, kept))
  const cells = rows.map(({ device, entity, id, topic, example }) => [device, entity, id, topic, example].map(visible))
  const [head = '', ...lines] = columns([HEAD, ...cells])
  return [
    outputLine(head, { type: 'entities', count: rows.length }),
    ...lines.map((line, index) => outputLine(line, { type: 'entity', ...rows[index] })),
  ]
}
