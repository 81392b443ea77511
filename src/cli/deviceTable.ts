/** Devices as a table of text. */
import * as O from 'fp-ts/lib/Option.js'
import type { DeviceState } from '../index.js'
import { columns, duration } from './columns.js'
import { visible } from './output.js'
import { peerNumber } from './words.js'

export type Devices = ReadonlyMap<string, DeviceState>

const HEAD = ['DEVICE', 'STATE', 'WITH', 'FOR']

const WORDS: Readonly<Record<DeviceState['_tag'], string>> = {
  Idle: 'idle',
  Ringing: 'rings',
  Dialing: 'dials',
  Talking: 'talks',
  OnHold: 'on hold',
}

const row = (now: number, [name, { _tag, peer, direction, since }]: readonly [string, DeviceState]) => [
  visible(name),
  WORDS[_tag],
  visible(`${O.isSome(direction) ? (direction.value === 'incoming' ? '← ' : '→ ') : ''}${peerNumber(peer)}`),
  _tag === 'Idle' || O.isNone(since) ? '' : duration(now - since.value),
]

/** The lines of the table; `now`: epoch milliseconds. */
export const tableOf = (devices: Devices, now: number): readonly string[] =>
  columns([HEAD, ...[...devices].sort(([a], [b]) => a.localeCompare(b, 'en')).map((each) => row(now, each))])
