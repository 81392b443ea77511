/** Actions about channels: lists, and Hangup. */
import { asyncScheduler } from 'rxjs'
import type { Request } from '../input.js'
import { list, refusal, success, type Reply } from '../reply.js'
import { channelLines, type SimulatedChannel } from '../simulatedChannel.js'
import type { World } from '../world.js'
import type { ActionTable } from './handler.js'

const seconds = (channel: SimulatedChannel): number => Math.floor((asyncScheduler.now() - channel.since) / 1000)

/** `01:02:03` */
const clock = (all: number): string =>
  [all / 3600, (all / 60) % 60, all % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':')

const statusItem = (channel: SimulatedChannel, id: readonly string[]): readonly string[] => [
  'Event: Status',
  'Privilege: Call',
  ...channelLines(channel),
  `Type: ${channel.name.slice(0, channel.name.indexOf('/'))}`,
  'DNID: ',
  `EffectiveConnectedLineNum: ${channel.connected.number === '' ? '<unknown>' : channel.connected.number}`,
  `EffectiveConnectedLineName: ${channel.connected.name === '' ? '<unknown>' : channel.connected.name}`,
  'TimeToHangup: 0',
  `BridgeID: ${channel.bridge}`,
  `Application: ${channel.application}`,
  `Data: ${channel.data}`,
  'Nativeformats: (ulaw)',
  'Readformat: ulaw',
  'Readtrans: ',
  'Writeformat: ulaw',
  'Writetrans: ',
  'Callgroup: 0',
  'Pickupgroup: 0',
  `Seconds: ${seconds(channel)}`,
  ...id,
]

const coreShowItem = (channel: SimulatedChannel, id: readonly string[]): readonly string[] => [
  'Event: CoreShowChannel',
  ...id,
  ...channelLines(channel),
  `Application: ${channel.application}`,
  `ApplicationData: ${channel.data}`,
  `Duration: ${clock(seconds(channel))}`,
  `BridgeId: ${channel.bridge}`,
]

/** Ends one channel by its name, or all channels whose names match `/regex/`. */
const hangUp = (request: Request, { channels }: World): Reply => {
  const wanted = request.get('Channel')
  const cause = Number(request.get('Cause')) || 0
  if (wanted === '') return refusal(request, 'No channel specified')
  if (/^\/.*\/$/.test(wanted) && wanted.length > 1) return hangUpAll(request, channels, wanted, cause)
  const channel = channels.find(wanted)
  if (channel === undefined) return refusal(request, 'No such channel')
  return {
    ...success(request, 'Message: Channel Hungup'),
    then: () => {
      channels.requestHangup(channel.uniqueid, cause)
    },
  }
}

const hangUpAll = (request: Request, channels: World['channels'], wanted: string, cause: number): Reply => {
  const pattern = compile(wanted.slice(1, -1))
  if (pattern === undefined) return refusal(request, `Regex compile failed on: ${wanted}`)
  const doomed = channels.all().filter(({ name }) => pattern.test(name))
  const items = doomed.map(({ name }) => ['Event: ChannelHungup', `Channel: ${name}`, ...request.id])
  return {
    ...list(request, 'Channels hung up will follow', items, 'ChannelsHungupListComplete'),
    then: () => {
      doomed.forEach(({ uniqueid }) => {
        channels.requestHangup(uniqueid, cause)
      })
    },
  }
}

const compile = (pattern: string): RegExp | undefined => {
  try {
    return new RegExp(pattern)
  } catch {
    return undefined
  }
}

export const channelActions: ActionTable = {
  Status: {
    classes: ['system', 'call', 'reporting'],
    answer: (request, { world }) => {
      const wanted = request.get('Channel')
      const found = wanted === '' ? undefined : world.channels.find(wanted)
      if (wanted !== '' && found === undefined) return refusal(request, 'No such channel')
      const items = (found === undefined ? world.channels.all() : [found]).map((each) => statusItem(each, request.id))
      return list(request, 'Channel status will follow', items, 'StatusComplete', `Items: ${items.length}`)
    },
  },
  CoreShowChannels: {
    classes: ['system', 'reporting'],
    answer: (request, { world }) => {
      const items = world.channels.all().map((each) => coreShowItem(each, request.id))
      return list(request, 'Channels will follow', items, 'CoreShowChannelsComplete')
    },
  },
  Hangup: {
    classes: ['system', 'call'],
    answer: (request, { world }) => hangUp(request, world),
  },
}
