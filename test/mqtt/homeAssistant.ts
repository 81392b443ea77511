/**
 * Home Assistant's rules for discovery, as a closed schema: a key that it does not know is a mistake here, though Home Assistant would ignore
 * it silently. The rules were tried against Home Assistant's own schemas; docs/home-assistant.md names the versions.
 */

type Check = (value: unknown) => boolean
type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const text: Check = (value) => typeof value === 'string' && value !== ''
const textOrNull: Check = (value) => value === null || text(value)
const literal =
  (...words: readonly unknown[]): Check =>
  (value) =>
    words.includes(value)
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.length > 0 && value.every(check)
/** A topic to subscribe or to publish. */
export const isTopic: Check = (value) =>
  typeof value === 'string' &&
  value !== '' &&
  !/[+#\0\p{Cs}]/u.test(value) &&
  !value.startsWith('/') &&
  Buffer.byteLength(value) <= 65_535
const icon: Check = (value) => typeof value === 'string' && /^mdi:[a-z0-9-]+$/.test(value)
export const ID = /^[a-zA-Z0-9_-]+$/

const ENTITY: Readonly<Record<string, Check>> = {
  platform: text,
  name: textOrNull,
  unique_id: (value) => typeof value === 'string' && ID.test(value),
  icon,
  entity_category: literal('diagnostic', 'config'),
  availability: listOf((each) => isObject(each) && isTopic(each['topic']) && Object.keys(each).length === 1),
}

/** The templates that the bridge uses, as functions: no other one may appear. */
const TEMPLATES: ReadonlyMap<string, (json: Json) => unknown> = new Map([
  ['{{ value_json.state }}', (json: Json) => json['state']],
  ['{{ value_json.new }}', (json: Json) => json['new']],
  ['{{ value_json.missed }}', (json: Json) => json['missed']],
  ["{{ 'ON' if value_json.busy else 'OFF' }}", (json: Json) => (json['busy'] === true ? 'ON' : 'OFF')],
  [
    "{{ 'ON' if value_json.state == 'ringing' else 'OFF' }}",
    (json: Json) => (json['state'] === 'ringing' ? 'ON' : 'OFF'),
  ],
  [
    "{{ {true: 'ON', false: 'OFF'}.get(value_json.registered) }}",
    ({ registered }: Json) => (registered === true ? 'ON' : registered === false ? 'OFF' : 'None'),
  ],
])
const template: Check = (value) => typeof value === 'string' && TEMPLATES.has(value)

/** platform → required keys, and all keys with their checks. */
const PLATFORMS: Readonly<
  Record<string, { readonly needs: readonly string[]; readonly keys: Readonly<Record<string, Check>> }>
> = {
  sensor: {
    needs: ['state_topic', 'unique_id'],
    keys: {
      ...ENTITY,
      state_topic: isTopic,
      value_template: template,
      json_attributes_topic: isTopic,
      device_class: literal('enum', 'timestamp'),
      options: listOf(text),
      state_class: literal('measurement'),
      entity_category: literal('diagnostic'),
    },
  },
  binary_sensor: {
    needs: ['state_topic', 'unique_id'],
    keys: {
      ...ENTITY,
      state_topic: isTopic,
      value_template: template,
      payload_on: text,
      payload_off: text,
      device_class: literal('running', 'connectivity'),
      entity_category: literal('diagnostic'),
    },
  },
  event: {
    needs: ['state_topic', 'event_types', 'unique_id'],
    keys: {
      ...ENTITY,
      state_topic: isTopic,
      event_types: listOf(text),
      device_class: literal('doorbell', 'button', 'motion'),
    },
  },
  button: { needs: ['command_topic', 'unique_id'], keys: { ...ENTITY, command_topic: isTopic } },
  switch: {
    needs: ['command_topic', 'unique_id'],
    keys: { ...ENTITY, command_topic: isTopic, state_topic: isTopic, payload_on: text, payload_off: text },
  },
  number: {
    needs: ['command_topic', 'unique_id'],
    keys: {
      ...ENTITY,
      command_topic: isTopic,
      state_topic: isTopic,
      mode: literal('box'),
      min: Number.isFinite,
      max: Number.isFinite,
      step: literal('any', 0.001),
    },
  },
  text: {
    needs: ['command_topic', 'unique_id'],
    keys: { ...ENTITY, command_topic: isTopic, state_topic: isTopic, max: literal(255) },
  },
  device_automation: {
    needs: ['automation_type', 'topic', 'type', 'subtype'],
    keys: { platform: text, automation_type: literal('trigger'), topic: isTopic, type: text, subtype: text },
  },
}

const DEVICE: Readonly<Record<string, Check>> = {
  identifiers: listOf(text),
  name: text,
  manufacturer: text,
  model: text,
  via_device: text,
  suggested_area: text,
}

const MESSAGE: Readonly<Record<string, Check>> = {
  device: isObject,
  origin: (value) =>
    isObject(value) &&
    text(value['name']) &&
    Object.keys(value).every((key) => ['name', 'sw_version', 'support_url'].includes(key)),
  components: isObject,
  availability: ENTITY['availability'] ?? text,
  availability_mode: literal('all'),
  qos: literal(1),
}

const closed = (
  where: string,
  value: Json,
  keys: Readonly<Record<string, Check>>,
  needs: readonly string[],
): readonly string[] => [
  ...needs.filter((key) => !(key in value)).map((key) => `${where} lacks ${key}`),
  ...Object.entries(value).flatMap(([key, each]) => {
    const check = keys[key]
    if (check === undefined) return [`${where} has ${key}, which Home Assistant does not know`]
    return check(each) ? [] : [`${where}.${key} is wrong: ${JSON.stringify(each)}`]
  }),
]

const beyond = (where: string, value: Json, device: string): readonly string[] => {
  const { device_class: of, platform, name } = value
  const types: unknown = value['event_types']
  return [
    ...(of === 'enum' && ('state_class' in value || !Array.isArray(value['options']))
      ? [`${where}: enum excludes state_class, and needs options`]
      : []),
    ...(of === 'doorbell' && !(Array.isArray(types) && types.includes('ring'))
      ? [`${where}: a doorbell needs ring`]
      : []),
    ...(platform === 'event' && 'value_template' in value ? [`${where}: an event needs no template`] : []),
    ...(typeof name === 'string' && name.startsWith(device) ? [`${where}: the name repeats that of the device`] : []),
  ]
}

const ofComponent = (where: string, value: unknown, device: string): readonly string[] => {
  if (!isObject(value)) return [`${where} is no map`]
  const platform = PLATFORMS[String(value['platform'])]
  if (platform === undefined) return [`${where} has no platform`]
  return [...closed(where, value, platform.keys, platform.needs), ...beyond(where, value, device)]
}

/** The mistakes of one message; `sent`: the identifiers of the devices before it. */
export const mistakesIn = (topic: string, payload: unknown, sent: readonly string[]): readonly string[] => {
  if (!isObject(payload)) return ['the message is no map']
  const device = isObject(payload['device']) ? payload['device'] : {}
  const components = isObject(payload['components']) ? payload['components'] : {}
  const levels = topic.split('/')
  const via = device['via_device']
  return [
    ...(levels.at(-3) === 'device' && levels.at(-1) === 'config' && ID.test(levels.at(-2) ?? '')
      ? []
      : [`illegal discovery topic ${topic}`]),
    ...closed('the message', payload, MESSAGE, ['device', 'origin', 'components', 'availability']),
    ...closed('device', device, DEVICE, ['identifiers', 'name']),
    ...(typeof via === 'string' && !sent.includes(via) ? ['via_device was not sent before'] : []),
    ...Object.entries(components).flatMap(([id, each]) => [
      ...(ID.test(id) ? [] : [`illegal id ${id}`]),
      ...ofComponent(id, each, String(device['name'])),
    ]),
  ]
}
