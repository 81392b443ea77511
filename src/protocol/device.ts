/** The device of a channel, by the channel's name. */
import * as O from 'fp-ts/lib/Option.js'

/** A device: `PJSIP/2222` is device `2222` of technology `PJSIP`. */
export interface Device {
  readonly technology: string
  readonly name: string
}

/** Channels that old Asterisks put around a real one, or new ones use inside: they are no device. */
const WRAPPERS = /^(?:AsyncGoto|Surrogate|Announcer|Recorder|ConfBridgeRecorder|CBAnn|CBRec)\//

/** The part that makes a channel's name unique: `-0000001a`, `-00000004;2`, `-1<ZOMBIE>`. */
const SUFFIX = /-[0-9a-f]+(?:;[12])?(?:<[^>]*>)?$/i

/** Technologies are compared in any case, device names exactly (endpoint names are case-sensitive in PJSIP). */
const normal = (device: string): string => {
  const slash = device.indexOf('/')
  return slash < 0 ? device : device.slice(0, slash).toLowerCase() + device.slice(slash)
}

/** The key under which `device(name)` is found: `2222`, `pjsip/2222`. */
export const keyOfDevice = normal

/**
 * The keys of a channel's device, with its technology and without: `PJSIP/2222-00000001` is `pjsip/2222` and `2222`.
 * Cut at the last dash, as Asterisk itself does (`ast_channel_get_device_name`), so names may contain dashes.
 */
export const keysOfChannel = (name: string): readonly string[] => {
  const device = name.replace(SUFFIX, '')
  const slash = device.indexOf('/')
  if (slash < 0 || WRAPPERS.test(name)) return []
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
  const name = typeof channel === 'string' ? channel : channel.name
  const device = name.replace(SUFFIX, '')
  const slash = device.indexOf('/')
  return slash < 0 || WRAPPERS.test(name)
    ? O.none
    : O.some({ technology: device.slice(0, slash), name: device.slice(slash + 1) })
}
