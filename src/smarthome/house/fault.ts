/** What goes wrong in a house without ending anything. */
import { type Failure, show } from '../../failure.js'
import type { ItemType } from '../config/settings.js'

/** A fault of a house, with whom it concerns. */
export type HouseFault =
  /** A connection's own fault, or the end of its trying: Asterisk refused the login. */
  | { readonly _tag: 'ConnectionFault'; readonly connection: string; readonly failure: Failure }
  /** A handler threw, or cannot keep up. */
  | { readonly _tag: 'LogicFault'; readonly logic: string; readonly failure: Failure }
  /** A logic that is configured has no handler: its triggers do nothing. */
  | { readonly _tag: 'NoHandler'; readonly logic: string }
  /** A value that does not fit an item's type; the item keeps its own. `wanted`: what the type takes. */
  | { readonly _tag: 'WrongType'; readonly item: string; readonly type: ItemType; readonly wanted: string }
  /** A value could not be written to the AstDB, and will not be tried again. */
  | { readonly _tag: 'NotWritten'; readonly connection: string; readonly key: string; readonly failure: Failure }

/**
 * One sentence that names whom, the cause and, where one is known, the fix.
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
