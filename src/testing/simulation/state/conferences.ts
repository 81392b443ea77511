/** A conference in the hands of a test, and the events of ConfBridge. */
import { asyncScheduler, tap } from 'rxjs'
import { type BridgeKind, bridgeLines, channelLines } from '../simulatedChannel.js'
import type { World } from '../world.js'
import { openCall } from './openCall.js'
import { type Room, type RoomUser, yes } from './room.js'

/**
 * A conference of a simulation. It begins with its first user, and ends with its last.
 *
 * @example
 * import { simulate } from 'rx-asterisk/testing'
 *
 * const pbx = simulate()
 * const anna = pbx.conference('100').join('PJSIP/2222', { admin: true })
 * pbx.conference('100').mute(anna)
 * pbx.hangup(anna)
 */
export interface SimulatedConference {
  /** A phone (`PJSIP/200`) calls the room, or a living channel of that name enters it. Returns the name of its channel. */
  readonly join: (endpointOrChannel: string, about?: { readonly admin?: boolean; readonly muted?: boolean }) => string
  /** The user hangs up. */
  readonly leave: (channel: string) => void
  readonly mute: (channel: string) => void
  readonly unmute: (channel: string) => void
  readonly talking: (channel: string, on: boolean) => void
  /** Locks the room. Asterisk has no event for that: only the list of rooms shows it. */
  readonly lock: (on: boolean) => void
  readonly record: (on: boolean) => void
}

const kindOf = (room: string): BridgeKind => ['base', 'softmix', 'ConfBridge', room]

export const conference = (world: World, name: string): SimulatedConference => {
  const { channels, emit, rooms } = world

  const roomLines = ({ name, bridge, users }: Room): readonly string[] => [
    `Conference: ${name}`,
    ...bridgeLines(bridge, users.length, kindOf(name)),
  ]
  const linesOf = (uniqueid: string): readonly string[] => {
    const channel = channels.get(uniqueid)
    return channel === undefined ? [] : channelLines(channel)
  }
  const put = (room: Room): Room => {
    rooms.set(name, room)
    return room
  }
  const begin = (uniqueid: string): Room => {
    const bridge = `00000000-0000-4000-9000-${uniqueid.replace(/\D/g, '').slice(-12).padStart(12, '0')}`
    const room = put({ name, bridge, users: [], locked: false })
    emit('BridgeCreate', ...bridgeLines(room.bridge, 0, kindOf(name)))
    emit('ConfbridgeStart', ...roomLines(room))
    return room
  }
  const leave = (uniqueid: string): void => {
    const room = rooms.get(name)
    const user = room?.users.find((each) => each.uniqueid === uniqueid)
    if (room === undefined || user === undefined) return
    const after = put({ ...room, users: room.users.filter((each) => each !== user) })
    channels.patch(uniqueid, { bridge: '' })
    emit('BridgeLeave', ...bridgeLines(after.bridge, after.users.length, kindOf(name)), ...linesOf(uniqueid))
    emit('ConfbridgeLeave', ...roomLines(after), ...linesOf(uniqueid), `Admin: ${yes(user.admin)}`)
    if (after.users.length === 0) {
      rooms.delete(name)
      emit('ConfbridgeEnd', ...roomLines(after))
      emit('BridgeDestroy', ...bridgeLines(after.bridge, 0, kindOf(name)))
    }
    channels.end(uniqueid)
  }
  const change = (channel: string, event: string, changes: Partial<RoomUser>, ...lines: string[]): void => {
    const room = rooms.get(name)
    const uniqueid = channels.find(channel)?.uniqueid
    const user = room?.users.find((each) => each.uniqueid === uniqueid)
    if (room === undefined || user === undefined) return
    const users = room.users.map((each) => (each === user ? { ...user, ...changes } : each))
    const after = put({ ...room, users })
    emit(event, ...roomLines(after), ...linesOf(user.uniqueid), ...lines, `Admin: ${yes(user.admin)}`)
  }

  return {
    join: (given, { admin = false, muted = false } = {}) => {
      const { uniqueid, name: channel } = openCall(world, given, name)
      const room = rooms.get(name) ?? begin(uniqueid)
      channels.patch(uniqueid, { bridge: room.bridge, application: 'ConfBridge', data: name })
      const user: RoomUser = { uniqueid, admin, muted, talking: false, since: asyncScheduler.now() }
      const after = put({ ...room, users: [...room.users, user] })
      emit('BridgeEnter', ...bridgeLines(after.bridge, after.users.length, kindOf(name)), ...linesOf(uniqueid))
      const flags = [`Admin: ${yes(admin)}`, `Muted: ${yes(muted)}`]
      emit('ConfbridgeJoin', ...roomLines(after), ...linesOf(uniqueid), ...flags)
      world.spawn(
        channels.hangupRequested(uniqueid).pipe(
          tap(() => {
            leave(uniqueid)
          }),
        ),
      )
      return channel
    },
    leave: (channel) => {
      const uniqueid = channels.find(channel)?.uniqueid
      if (uniqueid !== undefined) channels.hangupByFarSide(uniqueid, 16)
    },
    mute: (channel) => {
      change(channel, 'ConfbridgeMute', { muted: true })
    },
    unmute: (channel) => {
      change(channel, 'ConfbridgeUnmute', { muted: false })
    },
    talking: (channel, on) => {
      change(channel, 'ConfbridgeTalking', { talking: on }, `TalkingStatus: ${on ? 'on' : 'off'}`)
    },
    lock: (locked) => {
      const room = rooms.get(name)
      if (room !== undefined) put({ ...room, locked })
    },
    record: (on) => {
      const room = rooms.get(name)
      if (room !== undefined) emit(on ? 'ConfbridgeRecord' : 'ConfbridgeStopRecord', ...roomLines(room))
    },
  }
}
