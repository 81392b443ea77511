/** Device states, derived from the channels of a device, with an event for each change. */
import type { Emit } from './event.js'
import { deviceOf, type SimulatedChannel } from './simulatedChannel.js'

/** The state of a device, from the list of all channels. A channel in state Down does not count. `isAway`: no phone is registered there. */
const deviceState = (device: string, channels: readonly SimulatedChannel[], isAway: boolean): string => {
  const active = channels.filter(({ name, state }) => deviceOf(name) === device && state !== 'Down')
  const ringing = active.filter(({ state }) => state === 'Ringing').length
  if (active.length === 0) return isAway ? 'UNAVAILABLE' : 'NOT_INUSE'
  if (active.some(({ held }) => held)) return 'ONHOLD'
  if (ringing === 0) return 'INUSE'
  return ringing === active.length ? 'RINGING' : 'RINGINUSE'
}

export interface Devices {
  /** The present state of a device. */
  readonly stateOf: (device: string) => string
  /** Computes the state of a device again, and emits an event when it has changed. */
  readonly refresh: (device: string) => void
  /** Sets the present state of a device as known, without an event. */
  readonly note: (device: string) => void
  readonly clear: () => void
}

export const devices = (
  emit: Emit,
  channels: () => readonly SimulatedChannel[],
  isAway: (device: string) => boolean,
): Devices => {
  const last = new Map<string, string>()
  const stateOf = (device: string): string => deviceState(device, channels(), isAway(device))
  return {
    stateOf,
    refresh: (device) => {
      const state = stateOf(device)
      if (state === (last.get(device) ?? 'NOT_INUSE')) return
      last.set(device, state)
      emit('DeviceStateChange', `Device: ${device}`, `State: ${state}`)
    },
    note: (device) => void last.set(device, stateOf(device)),
    clear: () => {
      last.clear()
    },
  }
}
