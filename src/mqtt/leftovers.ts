/** The retained messages of an earlier run that the settings do not make any more. Pure. */
import * as t from 'io-ts'
import { discoveryOf, isOwnDevice, ORIGIN } from './discovery.js'
import { entrances } from './incoming.js'
import { jsonOrNothing } from './jsonText.js'
import { type Filled, keysShown } from './settings.js'
import type { Topics } from './topics.js'

const Discovered = t.type({
  origin: t.type({ name: t.string }),
  device: t.type({ identifiers: t.array(t.string) }),
})

/** True for a discovery message of this server. */
const isOwn = (server: string, payload: string): boolean => {
  const read = Discovered.decode(jsonOrNothing(payload))
  if (read._tag === 'Left' || read.right.origin.name !== ORIGIN) return false
  return read.right.device.identifiers.some((each) => isOwnDevice(server, each))
}

/** The topics of retained values, as patterns that fit no topic that asks for something. */
export const statePatterns = ({ base, calls, info }: Topics): readonly string[] => [
  ...['device/+', 'device/+/registered', 'group/+', 'mailbox/+', 'db/+/+', 'item/+'].map((below) => `${base}/${below}`),
  calls,
  info,
]

/** The pattern of all discovery messages; none without Home Assistant. */
export const discoveryPatterns = ({ homeassistant }: Pick<Filled, 'homeassistant'>): readonly string[] =>
  homeassistant === undefined ? [] : [`${homeassistant.prefix}/device/+/config`]

/** The topics of all retained values that the settings make, also of those that are not known yet. */
export const expectedTopics = (settings: Filled, topics: Topics): ReadonlySet<string> =>
  new Set([
    ...discoveryOf(settings).map(({ topic }) => topic),
    ...Object.keys(settings.devices).flatMap((name) => [topics.device(name), topics.registered(name)]),
    ...Object.keys(settings.groups).map(topics.group),
    ...settings.mailboxes.map(topics.mailbox),
    ...keysShown(settings).map(topics.db),
    ...settings.items.map(({ path }) => topics.item(path)),
    ...(settings.calls ? [topics.calls] : []),
    topics.info,
    topics.link,
    topics.bridge,
  ])

/** Of the kept messages those of this server, whoever made them; none that asks for something, as others sent it. */
export const ownIn = (settings: Filled, topics: Topics, kept: ReadonlyMap<string, string>): readonly string[] => {
  const { server, homeassistant } = settings
  const asking = entrances(settings, topics)
  return [...kept].flatMap(([topic, payload]) => {
    const isDiscovery = homeassistant !== undefined && topic.startsWith(`${homeassistant.prefix}/device/`)
    const isOurs = isDiscovery ? isOwn(server, payload) : topic.startsWith(`${topics.base}/`) && !asking.has(topic)
    return isOurs ? [topic] : []
  })
}
