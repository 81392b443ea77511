/** Faults of a house: failures that end nothing. */
import { type Failure, show } from '../../index.js'
import type { ItemType } from '../config/settings.js'

/** A fault of a house, with the part that it concerns. */
export type HouseFault =
  /** A fault of a connection, or its end: Asterisk refused the login. */
  | { readonly _tag: 'ConnectionFault'; readonly connection: string; readonly failure: Failure }
  /** A handler that threw, or that is too slow for its triggers. */
  | { readonly _tag: 'LogicFault'; readonly logic: string; readonly failure: Failure }
  /** A logic of the configuration without a handler: its triggers have no effect. */
  | { readonly _tag: 'NoHandler'; readonly logic: string }
  /** A value that does not fit an item's type; the item keeps its value. `wanted`: the values that the type accepts. */
  | { readonly _tag: 'WrongType'; readonly item: string; readonly type: ItemType; readonly wanted: string }
  /** A value that was not written to the AstDB; there is no further try. */
  | { readonly _tag: 'NotWritten'; readonly connection: string; readonly key: string; readonly failure: Failure }

/**
 * One sentence that names the part, the cause and, where one is known, the fix.
 *
 * @example
 * import { showHouseFault } from 'rx-asterisk/smarthome'
 *
 * showHouseFault({ _tag: 'NoHandler', logic: 'doorbell' })
 * // '[doorbell] has no handler: write logics/doorbell.ts, .js or .mjs, or give one to house()'
 */
export const showHouseFault = (fault: HouseFault): string => {
  switch (fault._tag) {
    case 'ConnectionFault':
      return `[${fault.connection}] ${show(fault.failure)}`
    case 'LogicFault':
      return `[${fault.logic}] ${show(fault.failure)}`
    case 'NoHandler':
      return `[${fault.logic}] has no handler: write logics/${fault.logic}.ts, .js or .mjs, or give one to house()`
    case 'WrongType':
      return `${fault.item} keeps its value: type ${fault.type} takes ${fault.wanted}`
    case 'NotWritten':
      return `[${fault.connection}] ${fault.key} was not written to the AstDB: ${show(fault.failure)}`
  }
}
