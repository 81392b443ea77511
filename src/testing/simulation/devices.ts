/** Device states, derived from the channels of a device, with an event for each change. */
import type { Emit } from './event.js'
import { deviceOf, type SimulatedChannel } from './simulatedChannel.js'

/** The state of a device, from the list of all channels. A channel in state Down does not count. */
export const deviceState = (device: string, channels: readonly SimulatedChannel[]): string => {
  const active = channels.filter(({ name, state }) => deviceOf(name) === device && state !== 'Down')
  const ringing = active.filter(({ state }) => state === 'Ringing').length
  if (active.length === 0) return 'NOT_INUSE'
  if (active.some(({ held }) => held)) return 'ONHOLD'
  if (ringing === 0) return 'INUSE'
  return ringing === active.length ? 'RINGING' : 'RINGINUSE'
}

export interface Devices {
  /** Computes the state of a device again, and emits an event when it has changed. */
  readonly refresh: (device: string, channels: readonly SimulatedChannel[]) => void
  readonly clear: () => void
}

export const devices = (emit: Emit): Devices => {
  const last = new Map<string, string>()
  return {
    refresh: (device, channels) => {
      const state = deviceState(device, channels)
      if (state === (last.get(device) ?? 'NOT_INUSE')) return
      last.set(device, state)
      emit('DeviceStateChange', `Device: ${device}`, `State: ${state}`)
    },
    clear: () => {
      last.clear()
    },
  }
}
