/** Takes channels out of their calls: to an extension, by an action or by the transfer of a partner. */
import { run } from './dialplan.js'
import { bridgeLines, channelLines, type SimulatedChannel } from './simulatedChannel.js'
import type { World } from './world.js'

/** An extension of the dialplan. */
interface Place {
  readonly context: string
  readonly exten: string
}

/** Lets channels do something else, all at the same moment. One that talks or runs the dialplan leaves first. */
export const leaveAll = ({ channels, spawn }: World, moving: readonly SimulatedChannel[]): void => {
  for (const { uniqueid, state } of moving) {
    const alone$ = channels.leave(uniqueid) || state !== 'Up' ? undefined : channels.takeMove(uniqueid)
    if (alone$ !== undefined) spawn(alone$)
  }
}

/** Plans that a channel runs an extension; one that does not exist ends the channel. */
export const planTo = (world: World, { uniqueid }: SimulatedChannel, { context, exten }: Place): void => {
  world.channels.plan(uniqueid, run(world, uniqueid, exten, context), { context, exten })
}

/** The other channel in the bridge of a call. */
export const partnerOf = ({ channels }: World, { bridge, uniqueid }: SimulatedChannel): SimulatedChannel | undefined =>
  bridge === '' ? undefined : channels.all().find((each) => each.bridge === bridge && each.uniqueid !== uniqueid)

/** Sends the partner of a channel to an extension, and ends the channel. False for a channel that talks to nobody. */
export const transferPartner = (world: World, transferer: SimulatedChannel, place: Place): boolean => {
  const transferee = partnerOf(world, transferer)
  if (transferee === undefined) return false
  world.emit(
    'BlindTransfer',
    'Result: Success',
    ...channelLines(transferer, 'Transferer'),
    ...channelLines(transferee, 'Transferee'),
    ...bridgeLines(transferer.bridge, 2),
    'IsExternal: Yes',
    `Context: ${place.context}`,
    `Extension: ${place.exten}`,
  )
  planTo(world, transferee, place)
  world.channels.requestHangup(transferer.uniqueid, 16)
  return true
}
