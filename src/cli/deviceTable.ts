/** Devices as a table of text. */
import * as O from 'fp-ts/lib/Option.js'
import type { DeviceState } from '../index.js'
import { columns, duration } from './columns.js'
import { deviceLine, stateJson } from './frames.js'
import { outputLine, type OutputLine, visible } from './output.js'
import { peerNumber } from './words.js'

/** The state of a device. `isAway`: Asterisk says that no phone is registered there. */
export type ShownState = DeviceState & { readonly isAway: boolean }

export type Devices = ReadonlyMap<string, ShownState>

const HEAD = ['DEVICE', 'STATE', 'WITH', 'FOR']

const WORDS: Readonly<Record<DeviceState['_tag'], string>> = {
  Idle: 'idle',
  Ringing: 'rings',
  Dialing: 'dials',
  Talking: 'talks',
  OnHold: 'on hold',
}

/** True for a phone that could not be called: an idle one would look healthy. */
const isGone = ({ _tag, isAway }: ShownState): boolean => _tag === 'Idle' && isAway

/** The state of a device for programs. */
export const shownJson = (name: string, state: ShownState): OutputLine['json'] => ({
  ...stateJson(name, state),
  ...(isGone(state) ? { state: 'away' } : {}),
})

/** A line for a state. */
export const shownLine = (name: string, state: ShownState): OutputLine =>
  isGone(state)
    ? outputLine(`${name} is away: no phone is registered`, { type: 'device', ...shownJson(name, state) })
    : deviceLine(name, state)

const row = (now: number, [name, state]: readonly [string, ShownState]) => {
  const { _tag, peer, direction, since } = state
  return [
    visible(name),
    isGone(state) ? 'away' : WORDS[_tag],
    visible(`${O.isSome(direction) ? (direction.value === 'incoming' ? '← ' : '→ ') : ''}${peerNumber(peer)}`),
    _tag === 'Idle' || O.isNone(since) ? '' : duration(now - since.value),
  ]
}

/** The lines of the table; `now`: epoch milliseconds. */
export const tableOf = (devices: Devices, now: number): readonly string[] =>
  columns([HEAD, ...[...devices].sort(([a], [b]) => a.localeCompare(b, 'en')).map((each) => row(now, each))])
