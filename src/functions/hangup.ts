/** Ends all calls of a device. */
import { map, type Observable, throwError, toArray } from 'rxjs'
import type { Ask } from '../request/request.js'
import { AmiError } from '../failure.js'
import { list } from './ask.js'

/** Escapes the special characters of POSIX extended regular expressions, which Asterisk compiles. */
const escaped = (text: string): string => text.replace(/[\\^$.[\]|()?*+{}]/g, '\\$&')

/** A pattern for letters in any case: technologies are compared in any case, device names exactly. */
const anyCase = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`)

/**
 * The pattern of a device's channels: `30` in any technology, `PJSIP/30` in this one. It matches the channels whose device is this one: a
 * channel's device is its name up to the last dash, or its whole name without a dash (`channel.c:ast_channel_get_device_name`). So a
 * device with a dash needs one more behind it.
 */
export const patternOf = (device: string): string => {
  const name = device.indexOf('/') + 1
  const suffix = device.includes('-') ? '-[^-]*' : '(-[^-]*)?'
  return `/^([^/]*/)?${anyCase(escaped(device.slice(0, name)))}${escaped(device.slice(name))}${suffix}$/`
}

/**
 * Ends every channel of a device by one action, which needs write class `call` only. The channels that they talk to end with them.
 */
export const hangup =
  (ask: Ask) =>
  (device: string): Observable<readonly string[]> => {
    const why =
      device.trim() === '' || device.endsWith('/')
        ? 'it needs a device'
        : device.startsWith('/')
          ? 'a device must not begin with a slash: patterns are not allowed here'
          : undefined
    return why === undefined
      ? list(ask)({ Action: 'Hangup', Channel: patternOf(device) }).pipe(
          map((item) => item.get('Channel') ?? ''),
          toArray(),
        )
      : throwError(() => new AmiError({ _tag: 'InvalidAction', action: 'Hangup', why }))
  }
