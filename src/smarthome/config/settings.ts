/** The settings of a configuration directory: connections, items and logics. */
import type * as O from 'fp-ts/lib/Option.js'
import type { SourceLocation } from './problem.js'
import type { Secret } from './secret.js'

/** A value as it is written: one text, or a list of texts. It is never a number: `0030` keeps its zeros. */
export type SettingValue = string | readonly string[]

/** A section of plugin.conf for an Asterisk. */
export interface ConnectionSettings {
  /** The section's name: `ast`. */
  readonly name: string
  readonly host: string
  readonly port: number
  /** `tls = yes`, an addition of rx-asterisk. */
  readonly tls: boolean
  readonly username: string
  readonly password: Secret
  /** The text after `@` in attributes for this connection; '' for attributes without `@`. */
  readonly instance: string
  readonly at: SourceLocation
}

/** The type of an item. `scene` is stored as a number; scenes themselves are not supported. */
export type ItemType = 'bool' | 'num' | 'str' | 'list' | 'dict' | 'foo' | 'scene'

/** A binding of an item by one attribute, with the names of its connections. */
export interface ItemBinding {
  /** `Device`: `ast_dev`. `Mailbox`: `ast_box`. `Database`: `ast_db`. */
  readonly _tag: 'Device' | 'Mailbox' | 'Database'
  /** `2222`, `2222@default`, `active/office` */
  readonly target: string
  readonly connections: readonly string[]
  readonly at: SourceLocation
}

/** A section of the items' files with a type. */
export interface ItemSettings {
  /** Section names joined by dots: `office.fon`. */
  readonly path: string
  readonly type: ItemType
  /** The initial value as written; it fits the type. */
  readonly value: O.Option<SettingValue>
  /** True if an update with the same value counts too. */
  readonly enforceUpdates: boolean
  readonly bindings: readonly ItemBinding[]
  /** Every attribute as written, also those of other plugins. */
  readonly attributes: ReadonlyMap<string, SettingValue>
  readonly at: SourceLocation
}

/** The effect of a trigger that comes while the logic runs. smarthome.py's own way is `parallel`. */
export type LogicOverlap = 'parallel' | 'queue' | 'drop' | 'restart'

/** A section of logic.conf. */
export interface LogicSettings {
  readonly name: string
  readonly enabled: boolean
  /** Names of UserEvents. */
  readonly userEvents: readonly string[]
  /** Paths of items, with wildcards: `*.door`. */
  readonly watch: readonly string[]
  /** A run at the start, with the value of its trigger if one is written (`init = 5`). */
  readonly init: O.Option<string | null>
  readonly overlap: LogicOverlap
  /** The handler's file relative to the directory, if it exists: `logics/logic1.ts`. */
  readonly file: O.Option<string>
  /** Every key as written; handlers may use them. */
  readonly attributes: ReadonlyMap<string, SettingValue>
  readonly at: SourceLocation
}

/** The settings of a configuration directory. */
export interface Configuration {
  readonly connections: readonly ConnectionSettings[]
  readonly items: readonly ItemSettings[]
  readonly logics: readonly LogicSettings[]
}
