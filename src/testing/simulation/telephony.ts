/** The actions of people at phones: place calls, press keys, hold, transfer, hang up. */
import { EMPTY, concat, tap, type Observable } from 'rxjs'
import { press, run } from './dialplan.js'
import { transferPartner } from './move.js'
import { originate } from './originate.js'
import { partyOf } from './phones.js'
import { channelLines, deviceOf, type SimulatedChannel, type SimulatedParty } from './simulatedChannel.js'
import { openCall } from './state/openCall.js'
import type { World } from './world.js'

/** A call that a phone placed. */
export interface PlacedCall {
  /** The name of the phone's channel; empty for an extension that does not exist. */
  readonly channel: string
  /** Hangs up the phone; has no effect on a call that has ended. */
  readonly hangup: () => void
}

/** Places a call from a phone. Does nothing for an extension that does not exist: Asterisk answers 404 before there is a channel. */
export const placeCall = (world: World, endpoint: string, exten: string, context: string): PlacedCall => {
  const { channels } = world
  const caller = partyOf(world, endpoint)
  if (world.options.contexts?.[context]?.(exten, caller) === undefined) return { channel: '', hangup: () => undefined }
  const name = channels.nextName(endpoint)
  const { uniqueid } = channels.open({ name, state: 'Ring', context, exten, caller })
  const hangup = (cause: number) => (): void => {
    channels.hangupByFarSide(uniqueid, cause)
  }
  const tones$ = run(world, uniqueid, exten, context).pipe(
    tap((progress) => {
      if (progress === 'Busy') hangup(17)()
      if (progress === 'Congestion') hangup(34)()
    }),
  )
  world.spawn(tones$)
  return { channel: name, hangup: hangup(16) }
}

/** Runs an extension on a Local channel, like `Originate Local/exten@context`. No phone rings unless the extension dials it. */
export const runExtension = (
  world: World,
  exten: string,
  context: string,
  caller: SimulatedParty | undefined,
): void => {
  world.spawn(
    originate(world, {
      channel: `Local/${exten}@${context}`,
      goal: { _tag: 'Application', application: 'Wait', data: '3600' },
      timeout: 3_600_000,
      caller,
      account: undefined,
      channelId: undefined,
      id: [],
    }),
  )
}

/** The channels of an endpoint (`PJSIP/2222`), or the channel of that name. */
export const channelsOf = (world: World, wanted: string): readonly SimulatedChannel[] =>
  world.channels.all().filter(({ name }) => name === wanted || deviceOf(name) === wanted)

/** Presses keys one after the other, on every channel of an endpoint. */
export const pressKeys = (world: World, wanted: string, digits: string): void => {
  channelsOf(world, wanted).forEach(({ uniqueid }) => {
    const presses$: readonly Observable<never>[] = Array.from(digits, (digit) => press(world, uniqueid, digit))
    world.spawn(concat(...presses$, EMPTY))
  })
}

/** Puts the partners of an endpoint on hold, or ends the hold. */
export const setHold = (world: World, wanted: string, held: boolean): void => {
  channelsOf(world, wanted)
    .filter((channel) => channel.state === 'Up' && channel.held !== held)
    .forEach(({ uniqueid }) => {
      if (held) world.channels.change(uniqueid, 'Hold', { held }, 'MusicClass: default')
      else world.channels.change(uniqueid, 'Unhold', { held })
    })
}

/** A phone takes the call that rings at another one. Does nothing where nothing rings. */
export const pickUp = (world: World, endpoint: string, ringing: string): void => {
  const target = channelsOf(world, ringing).find(({ state }) => state === 'Ringing')
  if (target === undefined) return
  const { uniqueid } = openCall(world, endpoint, 'pickup')
  const picker = world.channels.get(uniqueid)
  if (picker === undefined) return
  world.channels.patch(uniqueid, { connected: target.connected })
  world.emit('Pickup', ...channelLines(picker), ...channelLines(target, 'Target'))
  world.pickup$.next({ target: target.uniqueid, picker: uniqueid })
  world.channels.requestHangup(target.uniqueid, 16)
  world.channels.end(target.uniqueid)
}

/** Transfers the partner of an endpoint to another extension, and ends the endpoint's own call. */
export const blindTransfer = (world: World, endpoint: string, exten: string, context: string): void => {
  const transferer = channelsOf(world, endpoint).find(({ bridge }) => bridge !== '')
  if (transferer !== undefined) transferPartner(world, transferer, { exten, context })
}
