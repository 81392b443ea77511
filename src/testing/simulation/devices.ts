/** Device states, derived from the channels of a device; Asterisk tells them when they change. */
import type { Emit } from './event.js'
import { deviceOf, type Channel } from './snapshot.js'

/** The state of a device among all channels. A channel that is Down counts for nothing yet. */
export const deviceState = (device: string, channels: readonly Channel[]): string => {
  const active = channels.filter(({ name, state }) => deviceOf(name) === device && state !== 'Down')
  const ringing = active.filter(({ state }) => state === 'Ringing').length
  if (active.length === 0) return 'NOT_INUSE'
  if (active.some(({ held }) => held)) return 'ONHOLD'
  if (ringing === 0) return 'INUSE'
  return ringing === active.length ? 'RINGING' : 'RINGINUSE'
}

export interface Devices {
  /** Looks at a device again, and says when its state is another. */
  readonly refresh: (device: string, channels: readonly Channel[]) => void
  readonly forget: () => void
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
    forget: () => {
      last.clear()
    },
  }
}
