/** What triggers a logic, and what its handler gets: smarthome.py's four fields and the event behind them. */
import * as O from 'fp-ts/lib/Option.js'
import type { Asterisk } from '../../asterisk.js'
import type { Handler } from '../../run/logic.js'
import type { UserEvent } from '../../protocol/userEvent.js'
import type { Items } from './items.js'
import type { ItemState } from './item.js'
import type { Value } from '../config/settings.js'

/** Why a logic runs. Where smarthome.py says None stands null. */
export type Trigger =
  /** A UserEvent: its headers Source, Value and Destination, and all of it. `event.origin` is the connection's name. */
  | {
      readonly by: 'Asterisk'
      readonly source: string | null
      readonly value: string | null
      readonly dest: string | null
      readonly event: UserEvent
    }
  /** A watched item: its path and its value. */
  | { readonly by: 'Item'; readonly source: string; readonly value: unknown; readonly dest: null; readonly event: null }
  /** The start, with the value of `init = …`. */
  | {
      readonly by: 'Init'
      readonly source: null
      readonly value: string | null
      readonly dest: null
      readonly event: null
    }
  /** Another logic, or code: `trigger('name', value)`. */
  | {
      readonly by: 'Logic'
      readonly source: string | null
      readonly value: unknown
      readonly dest: string | null
      readonly event: null
    }

/** What a handler may use. */
export interface LogicContext {
  /** Its own name, and the attributes of its section: `attributes.get('volume')`. */
  readonly logic: { readonly name: string; readonly attributes: ReadonlyMap<string, Value> }
  readonly items: Items
  /** The first connection of plugin.conf; a TypeError if there is none. */
  readonly asterisk: Asterisk
  /** All of them by name. */
  readonly connections: ReadonlyMap<string, Asterisk>
  /** Triggers another logic, or this one again. */
  readonly trigger: (logic: string, value?: unknown) => void
  /** Aborted when this run is no longer wanted: restarted, reloaded, or the house stops. */
  readonly signal: AbortSignal
}

/**
 * What a logic does. The file logics/<name>.ts has it as its default export. What it returns (a promise, an Observable, nothing) tells when it
 * is done; what it throws goes to the house's `fault$`.
 *
 * @example
 * import type { LogicHandler } from 'rx-asterisk/smarthome'
 *
 * const handler: LogicHandler = ({ value }, { items }) => {
 *   if (value === 'Mum') items.of('music.pause', 'bool').set(true)
 * }
 * export default handler
 */
export type LogicHandler = (trigger: Trigger, context: LogicContext) => ReturnType<Handler<Trigger>>

/** Handlers by the name of their logic. */
export type LogicHandlers = ReadonlyMap<string, LogicHandler>

export const fromUserEvent = (event: UserEvent): Trigger => ({
  by: 'Asterisk',
  source: O.toNullable(event.source),
  value: O.toNullable(event.value),
  dest: O.toNullable(event.destination),
  event,
})

export const fromItem = ({ path, value }: ItemState): Trigger => ({
  by: 'Item',
  source: path,
  value,
  dest: null,
  event: null,
})

export const fromInit = (value: string | null): Trigger => ({
  by: 'Init',
  source: null,
  value,
  dest: null,
  event: null,
})

export const fromLogic = (source: string | null, value: unknown): Trigger => ({
  by: 'Logic',
  source,
  value,
  dest: null,
  event: null,
})
