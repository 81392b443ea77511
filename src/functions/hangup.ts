/** Ends all calls of a device. */
import { map, type Observable, throwError, toArray } from 'rxjs'
import type { Exchanger } from '../request/request.js'
import { AmiError } from '../failure.js'
import { list } from './ask.js'

/** POSIX extended regular expressions, as Asterisk compiles them, have these special characters. */
const escaped = (text: string): string => text.replace(/[\\^$.[\]|()?*+{}]/g, '\\$&')

/** Letters in either case: technologies are compared in any case, device names exactly. */
const anyCase = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`)

/**
 * The pattern of a device's channels: `30` in any technology, `PJSIP/30` in that one. What follows the last dash makes a channel's
 * name unique and holds no dash itself.
 */
export const patternOf = (device: string): string => {
  const name = device.indexOf('/') + 1
  return `/^([^/]*/)?${anyCase(escaped(device.slice(0, name)))}${escaped(device.slice(name))}-[^-]*$/`
}

/**
 * Asks Asterisk to end every channel of a device, by one action that works with write class `call` alone; its partners end with it.
 */
export const hangup =
  (exchange: Exchanger) =>
  (device: string): Observable<readonly string[]> => {
    const why =
      device.trim() === '' || device.endsWith('/')
        ? 'it needs a device'
        : device.startsWith('/')
          ? 'a device begins with no slash: patterns are not taken here'
          : undefined
    return why === undefined
      ? list(exchange)({ Action: 'Hangup', Channel: patternOf(device) }).pipe(
          map((item) => item.get('Channel') ?? ''),
          toArray(),
        )
      : throwError(() => new AmiError({ _tag: 'InvalidAction', action: 'Hangup', why }))
  }
