/** The triggers of logics and the context of handlers: smarthome.py's four fields, and the event itself. */
import * as O from 'fp-ts/lib/Option.js'
import type { Asterisk, Handler, UserEvent } from '../../index.js'
import type { Items } from './items.js'
import type { ItemState } from './item.js'
import type { SettingValue } from '../config/settings.js'

/** The reason for a run of a logic. null stands for smarthome.py's None. */
export type LogicTrigger =
  /** A UserEvent with its headers Source, Value and Destination. `event.origin` is the connection's name. */
  | {
      readonly by: 'Asterisk'
      readonly source: string | null
      readonly value: string | null
      readonly dest: string | null
      readonly event: UserEvent
    }
  /** A watched item with its path and its value. */
  | { readonly by: 'Item'; readonly source: string; readonly value: unknown; readonly dest: null; readonly event: null }
  /** The start of the house, with the value of `init = …`. */
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

/** The tools of a handler. */
export interface LogicContext {
  /** The logic's own name, and the attributes of its section: `attributes.get('volume')`. */
  readonly logic: { readonly name: string; readonly attributes: ReadonlyMap<string, SettingValue> }
  readonly items: Items
  /** The first connection of plugin.conf; a TypeError if there is none. */
  readonly asterisk: Asterisk
  /** All connections by name. */
  readonly connections: ReadonlyMap<string, Asterisk>
  /** Triggers another logic, or this one again. */
  readonly trigger: (logic: string, value?: unknown) => void
  /** Aborted when this run is no longer wanted: after a restart or a reload, or when the house stops. */
  readonly signal: AbortSignal
}

/**
 * The code of a logic: the default export of the file logics/<name>.ts. A run ends with the promise or Observable that the handler
 * returns, else at once. Its errors go to the house's `fault$`.
 *
 * @example
 * import type { LogicHandler } from 'rx-asterisk/smarthome'
 *
 * const handler: LogicHandler = ({ value }, { items }) => {
 *   if (value === 'Mum') items.of('music.pause', 'bool').set(true)
 * }
 * export default handler
 */
export type LogicHandler = (trigger: LogicTrigger, context: LogicContext) => ReturnType<Handler<LogicTrigger>>

/** Handlers by the name of their logic. */
export type LogicHandlers = ReadonlyMap<string, LogicHandler>

export const fromUserEvent = (event: UserEvent): LogicTrigger => ({
  by: 'Asterisk',
  source: O.toNullable(event.source),
  value: O.toNullable(event.value),
  dest: O.toNullable(event.destination),
  event,
})

export const fromItem = ({ path, value }: ItemState): LogicTrigger => ({
  by: 'Item',
  source: path,
  value,
  dest: null,
  event: null,
})

export const fromInit = (value: string | null): LogicTrigger => ({
  by: 'Init',
  source: null,
  value,
  dest: null,
  event: null,
})

export const fromLogic = (source: string | null, value: unknown): LogicTrigger => ({
  by: 'Logic',
  source,
  value,
  dest: null,
  event: null,
})
