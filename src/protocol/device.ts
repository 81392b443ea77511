/** The device of a channel, by the channel's name. */
import * as O from 'fp-ts/lib/Option.js'

/** A device: `PJSIP/2222` is device `2222` of technology `PJSIP`. */
export interface Device {
  readonly technology: string
  readonly name: string
}

/** Channels that old Asterisks put around a real one, or new ones use inside: they are no device. */
const WRAPPERS = /^(?:AsyncGoto|Surrogate|Announcer|Recorder|ConfBridgeRecorder|CBAnn|CBRec)\//

/**
 * The name of a channel's device with its technology: the channel's name up to its last dash, or the whole name where it has no dash. Asterisk
 * cuts in the same way (`channel.c:ast_channel_get_device_name`), whatever stands behind the dash: `-0000001a`, `-0x7f3a1c00b2d8`, `-1<ZOMBIE>`.
 */
const cut = (channel: string): string => {
  const dash = channel.lastIndexOf('-')
  return dash < 0 ? channel : channel.slice(0, dash)
}

/** The device with its technology, and the index of the slash between both; none for channels that Asterisk makes for itself. */
const deviceIn = (channel: string): readonly [device: string, slash: number] | undefined => {
  const device = cut(channel)
  const slash = device.indexOf('/')
  return slash < 0 || WRAPPERS.test(channel) ? undefined : [device, slash]
}

/** Technologies are compared in any case, device names exactly (endpoint names are case-sensitive in PJSIP). */
const normal = (device: string): string => {
  const slash = device.indexOf('/')
  return slash < 0 ? device : device.slice(0, slash).toLowerCase() + device.slice(slash)
}

/** The key under which `device(name)` is found: `2222`, `pjsip/2222`. */
export const keyOfDevice = normal

/** The keys of a channel's device, with its technology and without: `PJSIP/2222-00000001` is `pjsip/2222` and `2222`. */
export const keysOfChannel = (name: string): readonly string[] => {
  const found = deviceIn(name)
  if (found === undefined) return []
  const [device, slash] = found
  return [normal(device), normal(device.slice(slash + 1))]
}

/**
 * The device of a channel, by the channel or its name; none for channels that Asterisk makes for itself.
 *
 * @example
 * import { deviceOf } from 'rx-asterisk'
 *
 * deviceOf('PJSIP/2222-00000001') // some({ technology: 'PJSIP', name: '2222' })
 */
export const deviceOf = (channel: string | { readonly name: string }): O.Option<Device> => {
  const found = deviceIn(typeof channel === 'string' ? channel : channel.name)
  if (found === undefined) return O.none
  const [device, slash] = found
  return O.some({ technology: device.slice(0, slash), name: device.slice(slash + 1) })
}
