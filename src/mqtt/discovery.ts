/** The messages by which Home Assistant finds everything: one for each device, the server's first. Pure. */
import {
  amiLink,
  button,
  callEvents,
  type Component,
  digits,
  inCall,
  itemEntity,
  messages,
  missedCalls,
  phoneState,
  registered,
  ringing,
  toggle,
  userEvent,
  userEventTrigger,
} from './entities.js'
import { idPart } from './names.js'
import { harmless } from './text.js'
import { type Filled, filled, type MqttItem, type MqttSettings, type PhoneSettings } from './settings.js'
import { type Topics, topicsOf } from './topics.js'

/** One retained message for Home Assistant. */
export interface DiscoveryMessage {
  readonly topic: string
  readonly payload: Readonly<Record<string, unknown>>
}

/** The type of the event of a doorbell, which Home Assistant prescribes. */
const RING = 'ring'

/** The name in `origin`, by which a bridge finds its own messages again. */
export const ORIGIN = 'rx-asterisk'

const URL = 'https://github.com/rx-asterisk/rx-asterisk'

/** The identifier of a server's device. */
const serverId = (server: string): string => `${ORIGIN}_${idPart(server)}`

const serverName = (server: string): string => (server === 'asterisk' ? 'Asterisk' : `Asterisk ${server}`)

/** An entity, with the text that makes its id: `device`, `2222`, `state`. */
type Entity = readonly [kind: string, name: string, part: string, component: Component]

/** Home Assistant puts the name of the device in front: a name that repeats it is cut. */
const withoutDevice = (name: unknown, device: string): unknown => {
  if (typeof name !== 'string' || !name.startsWith(device)) return name
  const rest = name.slice(device.length).trim()
  return rest === '' ? null : rest
}

const componentsOf = (server: string, device: string, entities: readonly Entity[]): Record<string, Component> =>
  Object.fromEntries(
    entities.map(([kind, name, part, component]): readonly [string, Component] => {
      const id = `${kind}_${idPart(name)}_${part}`
      // a trigger is no entity: it has no name and no id
      return component.platform === 'device_automation'
        ? [id, component]
        : [
            id,
            {
              ...component,
              name: withoutDevice(component['name'], device),
              unique_id: `${serverId(server)}_${id}`,
            },
          ]
    }),
  )

const availabilityOf = ({ availability }: Filled, { bridge, link }: Topics) => ({
  availability: availability === 'all' ? [{ topic: bridge }, { topic: link }] : [{ topic: bridge }],
  availability_mode: 'all',
})

const message = (
  settings: Filled,
  topics: Topics,
  prefix: string,
  device: { readonly id: string; readonly name: string; readonly more: Readonly<Record<string, unknown>> },
  entities: readonly Entity[],
): DiscoveryMessage => ({
  topic: `${prefix}/device/${device.id}/config`,
  payload: {
    device: { identifiers: [device.id], name: device.name, manufacturer: 'Asterisk', ...device.more },
    origin: { name: ORIGIN, support_url: URL },
    components: componentsOf(settings.server, device.name, entities),
    ...availabilityOf(settings, topics),
    qos: 1,
  },
})

const plain = (device: string): string => device.slice(device.indexOf('/') + 1)

/** A name for people, which must not be empty. */
const shown = (name: string | undefined, otherwise: string): string => {
  const text = harmless(name ?? otherwise).trim()
  return text === '' ? '?' : text
}

/** The event type of a UserEvent of that name. */
export const eventType = (event: string, doorbell: boolean): string => (doorbell ? RING : shown(event, event))

/** Mailboxes whose number is the name of a phone are entities of this phone. */
const phoneOfMailbox = (devices: readonly string[], mailbox: string): string | undefined =>
  devices.find((device) => device === mailbox || plain(device) === mailbox.replace(/@default$/, ''))

const mailboxEntities = (boxes: readonly string[], topics: Topics, own: boolean): readonly Entity[] =>
  boxes.map((box) => [
    'mailbox',
    box,
    'messages',
    messages(topics.mailbox(box), own ? 'Messages' : `Messages ${shown(box, box)}`),
  ])

const phoneEntities = (
  name: string,
  phone: PhoneSettings,
  topics: Topics,
  boxes: readonly string[],
): readonly Entity[] => {
  const topic = topics.device(name)
  const always: readonly Entity[] = [
    ['device', name, 'state', phoneState(topic)],
    ['device', name, 'in_call', inCall(topic)],
    ['device', name, 'ringing', ringing(topic)],
  ]
  const wanted: readonly (readonly [boolean, Entity])[] = [
    [phone.registered ?? true, ['device', name, 'registered', registered(topics.registered(name))]],
    [phone.dtmf ?? false, ['device', name, 'dtmf', digits(topics.dtmf(name))]],
    [phone.hangup ?? false, ['device', name, 'hangup', button(topics.hangup(name), 'Hang up')]],
  ]
  return [
    ...always,
    ...wanted.flatMap(([isWanted, entity]) => (isWanted ? [entity] : [])),
    ...mailboxEntities(boxes, topics, true),
  ]
}

const eventEntities = ({ events }: Filled, topics: Topics): readonly Entity[] =>
  Object.entries(events).flatMap(([event, { name, doorbell = false }]): readonly Entity[] => {
    const topic = topics.event(event)
    const entity = userEvent(topic, shown(name, event), eventType(event, doorbell), doorbell)
    return [
      ['event', event, 'event', entity],
      ['event', event, 'trigger', userEventTrigger(topic, shown(event, event))],
    ]
  })

const actEntities = ({ buttons, switches }: Filled, topics: Topics): readonly Entity[] => [
  ...Object.entries(buttons).map(([key, { name }]): Entity => [
    'button',
    key,
    'press',
    button(topics.press(key), shown(name, key)),
  ]),
  ...Object.entries(switches).map(([key, { name, db }]): Entity => [
    'switch',
    key,
    'set',
    toggle(topics.db(db), topics.set(key), shown(name, key)),
  ]),
]

const serverEntities = (settings: Filled, topics: Topics, boxes: readonly string[]): readonly Entity[] => [
  ['server', 'link', 'connected', amiLink(topics.link, topics.bridge)],
  ...(settings.calls
    ? ([
        ['server', 'call', 'event', callEvents(topics.call)],
        ['server', 'calls', 'missed', missedCalls(topics.calls)],
      ] satisfies readonly Entity[])
    : []),
  ...mailboxEntities(boxes, topics, false),
  ...eventEntities(settings, topics),
  ...settings.items.map((item): Entity => [
    'item',
    item.path,
    item.set === undefined ? item.type : `set_${item.type}`,
    itemEntity(item, topics.item(item.path), topics.itemSet(item.path), shown(item.name, item.path)),
  ]),
  ...actEntities(settings, topics),
]

/**
 * The messages of Home Assistant's discovery, in the order in which they are sent: the server first, as phones refer to it. `[]` with
 * `homeassistant: false`. Pure: it asks neither Asterisk nor a broker.
 *
 * @example
 * import { discovery } from 'rx-asterisk/mqtt'
 *
 * const messages = discovery({ server: 'house', devices: { '2222': { name: 'Office' } } })
 * console.log(messages.map(({ topic }) => topic))
 * // [ 'homeassistant/device/rx-asterisk_house/config', 'homeassistant/device/rx-asterisk_house_device_2222/config' ]
 */
export const discovery = (settings: MqttSettings, items: readonly MqttItem[] = []): readonly DiscoveryMessage[] =>
  discoveryOf(filled(settings, items))

/** The messages for settings that are complete. */
export const discoveryOf = (settings: Filled): readonly DiscoveryMessage[] => {
  if (settings.homeassistant === undefined) return []
  const { prefix } = settings.homeassistant
  const topics = topicsOf(settings.server)
  const server = serverId(settings.server)
  const devices = Object.keys(settings.devices)
  const boxesOf = (device: string | undefined): readonly string[] =>
    settings.mailboxes.filter((box) => phoneOfMailbox(devices, box) === device)
  const below = (kind: string, name: string) => ({ id: `${server}_${kind}_${idPart(name)}`, via: server })
  return [
    message(
      settings,
      topics,
      prefix,
      { id: server, name: serverName(settings.server), more: { model: 'PBX' } },
      serverEntities(settings, topics, boxesOf(undefined)),
    ),
    ...Object.entries(settings.devices).map(([name, phone]) => {
      const { id, via } = below('device', name)
      const area = phone.area === undefined ? {} : { suggested_area: shown(phone.area, name) }
      const more = { model: 'Phone', via_device: via, ...area }
      const device = { id, name: shown(phone.name, name), more }
      return message(settings, topics, prefix, device, phoneEntities(name, phone, topics, boxesOf(name)))
    }),
    ...Object.keys(settings.groups).map((name) => {
      const { id, via } = below('group', name)
      const topic = topics.group(name)
      const device = { id, name: shown(name, name), more: { model: 'Group of phones', via_device: via } }
      return message(settings, topics, prefix, device, [
        ['group', name, 'state', phoneState(topic)],
        ['group', name, 'in_call', inCall(topic)],
        ['group', name, 'ringing', ringing(topic)],
      ])
    }),
  ]
}

/** True for a device of this server, by its identifier. */
export const isOwnDevice = (server: string, identifier: string): boolean => {
  const own = serverId(server)
  return identifier === own || new RegExp(`^${own}_(?:device|group)_`).test(identifier)
}
