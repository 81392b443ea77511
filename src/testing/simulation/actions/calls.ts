/** Actions that take a running call in hand: Redirect, BlindTransfer, Park, PlayDTMF. */
import { asyncScheduler } from 'rxjs'
import type { Request } from '../input.js'
import { leaveAll, partnerOf, planTo, transferPartner } from '../move.js'
import { refusal, type Reply, success } from '../reply.js'
import { channelLines, deviceOf, type SimulatedChannel } from '../simulatedChannel.js'
import { freeSpace, parkIn } from '../state/parking.js'
import type { World } from '../world.js'
import type { ActionTable } from './handler.js'

/** A success, and an effect after it. */
const then = (request: Request, message: string, effect: () => void): Reply => ({
  ...success(request, `Message: ${message}`),
  then: effect,
})

/** Moves one leg or two. Like Asterisk it does not ask if the extension exists: then the channel is hung up. */
const redirect = (request: Request, world: World): Reply => {
  const [name, extra] = [request.get('Channel'), request.get('ExtraChannel')]
  const [context, exten] = [request.get('Context'), request.get('Exten')]
  if (name === '') return refusal(request, 'Channel not specified')
  const [channel, second] = [world.channels.find(name), world.channels.find(extra)]
  if (channel === undefined) return refusal(request, `Channel does not exist: ${name}`)
  if (extra === '')
    return then(request, 'Redirect successful', () => {
      planTo(world, channel, { context, exten })
      leaveAll(world, [channel])
    })
  if (second === undefined) return refusal(request, `ExtraChannel does not exist: ${extra}`)
  const place = { context: request.get('ExtraContext') || context, exten: request.get('ExtraExten') || exten }
  return then(request, 'Dual Redirect successful', () => {
    planTo(world, channel, { context, exten })
    planTo(world, second, place)
    leaveAll(world, [channel, second])
  })
}

const blindTransfer = (request: Request, world: World): Reply => {
  const name = request.get('Channel')
  if (name === '') return refusal(request, 'No channel specified')
  const channel = world.channels.find(name)
  if (channel === undefined) return refusal(request, 'Channel specified does not exist')
  if (partnerOf(world, channel) === undefined) return refusal(request, 'Transfer invalid')
  return then(request, 'Transfer succeeded', () => {
    transferPartner(world, channel, { context: request.get('Context'), exten: request.get('Exten') })
  })
}

/** The only lot of the simulation. */
const LOT = 'default'

const park = (request: Request, world: World): Reply => {
  const name = request.get('Channel')
  if (name === '') return refusal(request, 'Channel not specified')
  const channel = world.channels.find(name)
  if (channel === undefined) return refusal(request, `Channel does not exist: ${name}`)
  const lot = request.get('Parkinglot') || LOT
  if (lot !== LOT) return refusal(request, 'Park action failed')
  return then(request, 'Park successful', () => {
    const { uniqueid } = channel
    world.channels.plan(uniqueid, parkIn(world, parkedCall(request, world, channel)))
    leaveAll(world, [channel])
  })
}

const parkedCall = (request: Request, world: World, { uniqueid, name }: SimulatedChannel) => ({
  uniqueid,
  lot: LOT,
  space: request.get('ParkingSpace') || freeSpace(world, LOT),
  parker: request.get('TimeoutChannel') || deviceOf(name),
  since: asyncScheduler.now(),
  timeout: Number(request.get('Timeout')) / 1000 || 45,
})

const DIGIT_LENGTH = 100

/** Sends one digit, whatever it is given. The whole login waits while it sounds; one that is received sounds for no time. */
const playDtmf = (request: Request, world: World): Reply => {
  const channel = world.channels.find(request.get('Channel'))
  if (channel === undefined) return refusal(request, 'Channel not found')
  const digit = request.get('Digit').slice(0, 1)
  if (digit === '') return refusal(request, 'No digit specified')
  const played = success(request, 'Message: DTMF successfully queued')
  if (!/^(?:yes|true|y|t|1|on)$/i.test(request.get('Receive')))
    return { ...played, after: Math.max(DIGIT_LENGTH, Number(request.get('Duration')) || 0) }
  return {
    ...played,
    then: () => {
      world.emit('DTMFEnd', ...channelLines(channel), `Digit: ${digit}`, 'DurationMs: 0', 'Direction: Received')
    },
  }
}

export const callActions: ActionTable = {
  Redirect: { classes: ['call'], answer: (request, { world }) => redirect(request, world) },
  BlindTransfer: { classes: ['call'], answer: (request, { world }) => blindTransfer(request, world) },
  Park: { classes: ['call'], answer: (request, { world }) => park(request, world) },
  PlayDTMF: { classes: ['call'], answer: (request, { world }) => playDtmf(request, world) },
}
