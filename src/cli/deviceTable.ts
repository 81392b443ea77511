/** Devices as a table of text. */
import * as O from 'fp-ts/lib/Option.js'
import type { DeviceState } from '../index.js'
import { visible } from './output.js'
import { textTable } from './textTable.js'
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

/** `0:07`, `1:02:03` */
const duration = (ms: number): string => {
  const all = Math.max(0, Math.floor(ms / 1000))
  const parts = [Math.floor(all / 60) % 60, all % 60].map((part) => String(part).padStart(2, '0')).join(':')
  return all < 3600 ? parts.replace(/^0/, '') : `${Math.floor(all / 3600)}:${parts}`
}

const row = (now: number, [name, { _tag, peer, direction, since }]: readonly [string, DeviceState]) => [
  visible(name),
  WORDS[_tag],
  visible(`${O.isSome(direction) ? (direction.value === 'incoming' ? '← ' : '→ ') : ''}${peerNumber(peer)}`),
  _tag === 'Idle' || O.isNone(since) ? '' : duration(now - since.value),
]

/** The lines of the table; `now`: epoch milliseconds. */
export const tableOf = (devices: Devices, now: number): readonly string[] => {
  const sorted = [...devices].sort(([a], [b]) => a.localeCompare(b, 'en'))
  return textTable([HEAD, ...sorted.map((each) => row(now, each))])
}
