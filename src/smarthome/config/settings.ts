/** What a configuration directory says, understood: connections, items and logics. */
import type * as O from 'fp-ts/lib/Option.js'
import type { Place } from './problem.js'
import type { Secret } from './secret.js'

/** A value as it is written: one text, or a list of them. Nothing is ever a number here: `0030` keeps its zeros. */
export type Value = string | readonly string[]

/** A section of plugin.conf that is an Asterisk. */
export interface ConnectionSettings {
  /** The section's name: `ast`. */
  readonly name: string
  readonly host: string
  readonly port: number
  /** `tls = yes`: our own addition. */
  readonly tls: boolean
  readonly username: string
  readonly password: Secret
  /** What stands after `@` in attributes that mean this connection; '' for attributes without `@`. */
  readonly instance: string
  readonly at: Place
}

/** `scene` is kept as a number; scenes themselves are not supported. */
export type ItemType = 'bool' | 'num' | 'str' | 'list' | 'dict' | 'foo' | 'scene'

/** What one attribute binds an item to, and by which connections (their names). */
export interface Binding {
  /** `Device`: `ast_dev`. `Mailbox`: `ast_box`. `Database`: `ast_db`. */
  readonly _tag: 'Device' | 'Mailbox' | 'Database'
  /** `2222`, `2222@default`, `active/office` */
  readonly target: string
  readonly connections: readonly string[]
  readonly at: Place
}

/** A section of the items' files that has a type. */
export interface ItemSettings {
  /** Section names joined by dots: `office.fon`. */
  readonly path: string
  readonly type: ItemType
  /** The initial value as written; it fits the type. */
  readonly value: O.Option<Value>
  /** An update counts although the value stays the same. */
  readonly enforceUpdates: boolean
  readonly bindings: readonly Binding[]
  /** Every attribute as written, those of other plugins too. */
  readonly attributes: ReadonlyMap<string, Value>
  readonly at: Place
}

/** What happens to a trigger that comes while the logic runs. The original's way is `parallel`. */
export type Overlap = 'parallel' | 'queue' | 'drop' | 'restart'

/** A section of logic.conf. */
export interface LogicSettings {
  readonly name: string
  readonly enabled: boolean
  /** Names of UserEvents. */
  readonly userEvents: readonly string[]
  /** Paths of items, with wildcards: `*.door`. */
  readonly watch: readonly string[]
  /** Runs at the start; the value that its trigger carries, if one is written (`init = 5`). */
  readonly init: O.Option<string | null>
  readonly overlap: Overlap
  /** The handler's file, relative to the directory, if there is one: `logics/logic1.ts`. */
  readonly file: O.Option<string>
  /** Every key as written; handlers may read their own. */
  readonly attributes: ReadonlyMap<string, Value>
  readonly at: Place
}

/** A configuration directory, understood. */
export interface Configuration {
  readonly connections: readonly ConnectionSettings[]
  readonly items: readonly ItemSettings[]
  readonly logics: readonly LogicSettings[]
}
