/** The state of a hint as people see it. */
import * as O from 'fp-ts/lib/Option.js'
import type { Frame } from '../../protocol/frame.js'

/** The state of an extension with a hint: of all the devices behind it together. All false: idle. */
export interface ExtensionState {
  readonly inUse: boolean
  readonly ringing: boolean
  readonly busy: boolean
  /** No device behind the hint can be reached. */
  readonly unavailable: boolean
  readonly onHold: boolean
}

/** The bits of a state (`pbx.h`). */
const BITS = { inUse: 1, busy: 2, unavailable: 4, ringing: 8, onHold: 16 } as const

/** The state in the header `Status`: none where there is no such hint (-1), undefined where there is no number. */
export const extensionStateIn = (frame: Frame): O.Option<ExtensionState> | undefined => {
  const text = frame.exact('Status') ?? ''
  if (/^-\d+$/.test(text)) return O.none
  if (!/^\d{1,4}$/.test(text)) return undefined
  const bits = Number(text)
  const isSet = (bit: number): boolean => (bits & bit) !== 0
  return O.some({
    inUse: isSet(BITS.inUse),
    ringing: isSet(BITS.ringing),
    busy: isSet(BITS.busy),
    unavailable: isSet(BITS.unavailable),
    onHold: isSet(BITS.onHold),
  })
}

export const sameExtensionState = (a: O.Option<ExtensionState>, b: O.Option<ExtensionState>): boolean =>
  O.isNone(a) || O.isNone(b)
    ? O.isNone(a) === O.isNone(b)
    : a.value.inUse === b.value.inUse &&
      a.value.ringing === b.value.ringing &&
      a.value.busy === b.value.busy &&
      a.value.unavailable === b.value.unavailable &&
      a.value.onHold === b.value.onHold
