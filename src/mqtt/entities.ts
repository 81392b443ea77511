/** The entities of Home Assistant, each as one component of a device message. */
import { PHONE_STATES } from './payloads.js'
import type { MqttItem } from './settings.js'

/** One component: its platform, and the keys of this platform. */
export interface Component {
  readonly platform:
    'sensor' | 'binary_sensor' | 'event' | 'button' | 'switch' | 'number' | 'text' | 'device_automation'
  readonly [key: string]: unknown
}

/** The state of a phone; the other values of its topic are attributes. */
export const phoneState = (topic: string): Component => ({
  platform: 'sensor',
  name: null,
  state_topic: topic,
  value_template: '{{ value_json.state }}',
  json_attributes_topic: topic,
  device_class: 'enum',
  options: PHONE_STATES,
  icon: 'mdi:phone',
})

export const inCall = (topic: string): Component => ({
  platform: 'binary_sensor',
  name: 'In call',
  state_topic: topic,
  value_template: "{{ 'ON' if value_json.busy else 'OFF' }}",
  device_class: 'running',
})

export const ringing = (topic: string): Component => ({
  platform: 'binary_sensor',
  name: 'Ringing',
  state_topic: topic,
  value_template: "{{ 'ON' if value_json.state == 'ringing' else 'OFF' }}",
  icon: 'mdi:phone-ring',
})

/** Unknown, where the registration is null. */
export const registered = (topic: string): Component => ({
  platform: 'binary_sensor',
  name: 'Registered',
  state_topic: topic,
  value_template: "{{ {true: 'ON', false: 'OFF'}.get(value_json.registered) }}",
  device_class: 'connectivity',
  entity_category: 'diagnostic',
})

export const messages = (topic: string, name: string): Component => ({
  platform: 'sensor',
  name,
  state_topic: topic,
  value_template: '{{ value_json.new }}',
  json_attributes_topic: topic,
  state_class: 'measurement',
  icon: 'mdi:voicemail',
})

export const digits = (topic: string): Component => ({
  platform: 'event',
  name: 'Keys',
  state_topic: topic,
  event_types: ['digit'],
  icon: 'mdi:dialpad',
})

export const userEvent = (topic: string, name: string, type: string, doorbell: boolean): Component => ({
  platform: 'event',
  name,
  state_topic: topic,
  event_types: [type],
  ...(doorbell ? { device_class: 'doorbell' } : {}),
})

/** The same event as a trigger of a device, for automations. */
export const userEventTrigger = (topic: string, event: string): Component => ({
  platform: 'device_automation',
  automation_type: 'trigger',
  topic,
  type: 'user_event',
  subtype: event,
})

export const CALL_TYPES = ['ringing', 'answered', 'ended', 'missed'] as const

export const callEvents = (topic: string): Component => ({
  platform: 'event',
  name: 'Call',
  state_topic: topic,
  event_types: CALL_TYPES,
  icon: 'mdi:phone-log',
})

export const missedCalls = (topic: string): Component => ({
  platform: 'sensor',
  name: 'Missed calls',
  state_topic: topic,
  value_template: '{{ value_json.missed }}',
  json_attributes_topic: topic,
  icon: 'mdi:phone-missed',
})

/** The link to Asterisk; it is available while the bridge is. */
export const amiLink = (topic: string, bridge: string): Component => ({
  platform: 'binary_sensor',
  name: 'AMI link',
  state_topic: topic,
  payload_on: 'online',
  payload_off: 'offline',
  device_class: 'connectivity',
  entity_category: 'diagnostic',
  availability: [{ topic: bridge }],
})

const BOOL = { payload_on: '1', payload_off: '0' }
/** Home Assistant takes 1 to 100 unless told otherwise. */
const ANY_NUMBER = { min: -1_000_000_000, max: 1_000_000_000, step: 0.001, mode: 'box' }

/** An item: shown only, or with a control, by its type. */
export const itemEntity = (
  { type, set }: Pick<MqttItem, 'type' | 'set'>,
  topic: string,
  command: string,
  name: string,
): Component => {
  const shown = { name, state_topic: topic }
  if (set === undefined)
    return type === 'bool' ? { platform: 'binary_sensor', ...shown, ...BOOL } : { platform: 'sensor', ...shown }
  const settable = { ...shown, command_topic: command }
  switch (type) {
    case 'bool':
      return { platform: 'switch', ...settable, ...BOOL }
    case 'num':
      return { platform: 'number', ...settable, ...ANY_NUMBER }
    case 'str':
      return { platform: 'text', ...settable }
  }
}

export const button = (topic: string, name: string): Component => ({
  platform: 'button',
  name,
  command_topic: topic,
})

export const toggle = (state: string, command: string, name: string): Component => ({
  platform: 'switch',
  name,
  state_topic: state,
  command_topic: command,
  payload_on: '1',
  payload_off: '0',
})
