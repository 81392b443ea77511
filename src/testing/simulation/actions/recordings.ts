/** The actions MixMonitor and StopMixMonitor, and Getvar, which has the id of a recording and knows the dialplan. */
import type { Request } from '../input.js'
import { refusal, type Reply, success } from '../reply.js'
import { channelLines, NOBODY, type SimulatedChannel } from '../simulatedChannel.js'
import type { SimulatedRecording } from '../state/recording.js'
import type { World } from '../world.js'
import type { ActionTable } from './handler.js'

/** The channel of a request, or its refusal. */
const withChannel = (request: Request, { channels }: World, answer: (channel: SimulatedChannel) => Reply): Reply => {
  const name = request.get('Channel')
  if (name === '') return refusal(request, 'No channel specified')
  const channel = channels.find(name)
  return channel === undefined ? refusal(request, 'No such channel') : answer(channel)
}

const recordingsOf = ({ recordings }: World, { name }: SimulatedChannel): readonly SimulatedRecording[] =>
  [...recordings.values()].filter(({ channel, isOn }) => isOn && channel === name)

const FIRST_ID = 0x7f13_8800_39f0

/** Begins a recording. Any path is a success: Asterisk opens the file later. Only with option `i` the answer has the id. */
const mixMonitor = (request: Request, world: World): Reply =>
  withChannel(request, world, (channel) => {
    const file = request.get('File')
    if (file === '') return refusal(request, 'Could not start monitoring channel')
    const options = request.get('Options')
    const [, variable = ''] = /i\(([^)]*)\)/.exec(options) ?? []
    const id = `0x${(FIRST_ID + 0x100 * world.recordings.size).toString(16)}`
    world.recordings.set(id, { channel: channel.name, file, options, id, variable, isOn: true })
    return {
      ...success(request, ...(variable === '' ? [] : [`MixMonitorID: ${id}`])),
      then: () => {
        world.emit('MixMonitorStart', ...channelLines(channel))
      },
    }
  })

/** Ends the recording with that id, or the newest one. */
const stopMixMonitor = (request: Request, world: World): Reply =>
  withChannel(request, world, (channel) => {
    const id = request.get('MixMonitorID')
    const all = recordingsOf(world, channel)
    const ended = id === '' ? all.at(-1) : all.find((each) => each.id === id)
    if (ended === undefined) return refusal(request, 'Could not stop monitoring channel')
    world.recordings.set(ended.id, { ...ended, isOn: false })
    return {
      ...success(request),
      then: () => {
        world.emit('MixMonitorStop', ...channelLines(channel))
      },
    }
  })

/** DIALPLAN_EXISTS, and the ids of recordings. Any other variable is empty: Asterisk does not tell that from one that is not set. */
const valueOf = (variable: string, channel: SimulatedChannel | undefined, world: World): string => {
  const [, context, exten] = /^DIALPLAN_EXISTS\(([^,]*),([^,]*)(?:,1)?\)$/.exec(variable) ?? []
  if (context !== undefined && exten !== undefined) {
    const steps = world.options.contexts?.[context]?.(exten, channel?.caller ?? NOBODY)
    return steps === undefined ? '0' : '1'
  }
  const recording =
    channel === undefined ? undefined : recordingsOf(world, channel).find((each) => each.variable === variable)
  return recording?.id ?? ''
}

const getvar = (request: Request, world: World): Reply => {
  const [name, variable] = [request.get('Channel'), request.get('Variable')]
  if (variable === '') return refusal(request, 'No variable specified')
  const channel = name === '' ? undefined : world.channels.find(name)
  if (name !== '' && channel === undefined) return refusal(request, 'No such channel')
  return success(request, `Variable: ${variable}`, `Value: ${valueOf(variable, channel, world)}`)
}

export const recordingActions: ActionTable = {
  MixMonitor: { classes: ['system'], answer: (request, { world }) => mixMonitor(request, world) },
  StopMixMonitor: { classes: ['system', 'call'], answer: (request, { world }) => stopMixMonitor(request, world) },
  Getvar: { classes: ['call', 'reporting'], answer: (request, { world }) => getvar(request, world) },
}
