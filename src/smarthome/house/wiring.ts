/**
 * A configuration as parts that run. The key of a part contains all that the part depends on: a reload restarts the parts whose keys
 * changed.
 */
import * as O from 'fp-ts/lib/Option.js'
import {
  asyncScheduler,
  filter,
  map,
  merge,
  type Observable,
  scheduled,
  Subscription,
  type SubscriptionLike,
} from 'rxjs'
import { type Event, type Failure, logic } from '../../index.js'
import type { Hub } from '../../rx/hub.js'
import { type KeyedHub } from '../../rx/hub.js'
import { anyBusy, ignoreRefusal, newMessages, writeWhenReady } from './binding.js'
import type { HouseFault } from './fault.js'
import type { ItemState } from './item.js'
import type { HouseItems } from './items.js'
import type { HouseConnection } from './houseConnections.js'
import type { Configuration, ItemBinding, ItemSettings, LogicSettings } from '../config/settings.js'
import {
  fromInit,
  fromItem,
  fromUserEvent,
  type LogicHandler,
  type LogicHandlers,
  type LogicTrigger,
} from './trigger.js'

/** The things that all parts of a house share. */
export interface Wiring {
  readonly configuration: Configuration
  readonly handlers: LogicHandlers
  readonly items: HouseItems
  readonly connections: readonly HouseConnection[]
  /** Triggers for the logics, by name. */
  readonly triggers: KeyedHub<LogicTrigger>
  /** Call detail records of all connections. */
  readonly records: Pick<Hub<Event>, 'next'>
  /** First values from Asterisk that changed nothing. They are written too, as the AstDB may have another value. */
  readonly firstValues: Hub<ItemState>
  readonly report: (fault: HouseFault) => void
  readonly watchConnection: (connection: HouseConnection) => SubscriptionLike
  readonly runLogic: (
    settings: LogicSettings,
    handler: LogicHandler,
    trigger: LogicTrigger,
    signal: AbortSignal,
  ) => ReturnType<LogicHandler>
}

type Part = readonly [key: string, begin: () => SubscriptionLike]

/** The origin of values from the AstDB, which are never written back. */
const FROM_DATABASE = 'AstDB'

const part = (key: readonly unknown[], begin: () => SubscriptionLike): Part => [JSON.stringify(key), begin]

/** A number for each handler, so that another function under the same name makes another part. */
const identities = new WeakMap<LogicHandler, number>()
let identity = 0
const identityOf = (handler: LogicHandler | undefined): number => {
  if (handler === undefined) return 0
  const known = identities.get(handler)
  if (known !== undefined) return known
  identity += 1
  identities.set(handler, identity)
  return identity
}

const connectionsOf = (connections: readonly HouseConnection[], names: readonly string[]): readonly HouseConnection[] =>
  connections.filter(({ name }) => names.includes(name))

const connectionParts = ({ connections, records, watchConnection }: Wiring): readonly Part[] =>
  connections.map((connection) =>
    part(['connection', connection.id], () => {
      const watching = new Subscription()
      watching.add(watchConnection(connection))
      // this subscription also keeps the link open
      watching.add(
        connection.asterisk.event('Cdr').subscribe({
          next: (cdr) => {
            records.next(cdr)
          },
          error: ignoreRefusal,
        }),
      )
      return watching
    }),
  )

/** The bindings of one kind, grouped by their connections. */
const bindingsByConnections = (
  item: ItemSettings,
  kind: ItemBinding['_tag'],
): ReadonlyMap<string, readonly ItemBinding[]> => {
  const groups = new Map<string, readonly ItemBinding[]>()
  for (const binding of item.bindings) {
    const key = binding.connections.join(' ')
    if (binding._tag === kind && key !== '') groups.set(key, [...(groups.get(key) ?? []), binding])
  }
  return groups
}

const followParts = (
  { configuration, items, connections, firstValues }: Wiring,
  kind: 'Device' | 'Mailbox',
  follow: (
    connections: readonly HouseConnection[],
    targets: readonly string[],
    item: ItemSettings,
  ) => Observable<unknown>,
): readonly Part[] =>
  configuration.items.flatMap((item) =>
    [...bindingsByConnections(item, kind).values()].map((bindings) => {
      const targets = bindings.map(({ target }) => target)
      const selected = connectionsOf(connections, bindings[0]?.connections ?? [])
      const source = targets.join(' | ')
      return part([kind, item.path, item.type, selected.map(({ id }) => id), targets], () => {
        let isFirst = true
        const set = (value: unknown): void => {
          const found = items.get(item.path)
          const before = found?.value
          found?.set(value, { by: 'Asterisk', source })
          if (isFirst && found !== undefined && found.value === before) firstValues.next(found.state)
          isFirst = false
        }
        return follow(selected, targets, item).subscribe({ next: set, error: ignoreRefusal })
      })
    }),
  )

const deviceParts = (wiring: Wiring): readonly Part[] =>
  followParts(wiring, 'Device', (selected, targets) =>
    anyBusy(
      selected.map(({ asterisk }) => asterisk),
      targets,
    ),
  )

const mailboxParts = (wiring: Wiring): readonly Part[] =>
  followParts(wiring, 'Mailbox', (selected, targets, { type }) =>
    newMessages(
      selected.map(({ asterisk }) => asterisk),
      targets,
    ).pipe(map((count) => (type === 'bool' ? count > 0 : count))),
  )

/** One writer for each key of an AstDB, for all items with this key: the newest value counts. */
const databaseParts = ({ configuration, items, connections, firstValues, report }: Wiring): readonly Part[] => {
  const writers = new Map<
    string,
    { readonly connection: HouseConnection; readonly key: string; readonly paths: Set<string> }
  >()
  for (const { path, bindings } of configuration.items)
    for (const { _tag, target, connections: names } of bindings)
      for (const connection of _tag === 'Database' ? connectionsOf(connections, names) : []) {
        const id = JSON.stringify([connection.id, target])
        const known = writers.get(id) ?? { connection, key: target, paths: new Set() }
        known.paths.add(path)
        writers.set(id, known)
      }
  return [...writers.values()].map(({ connection, key, paths }) =>
    part(['database', connection.id, key, [...paths]], () => {
      const value$ = merge(items.updates('*'), firstValues.stream$).pipe(
        filter(({ path, by }) => paths.has(path) && by !== FROM_DATABASE),
      )
      const onFailure = (failure: Failure): void => {
        report({ _tag: 'NotWritten', connection: connection.name, key, failure })
      }
      return logic(onFailure)(value$, ({ value }) => writeWhenReady(connection.asterisk, key, value), {
        overlap: 'restart',
      })
    }),
  )
}

/** The parts of one logic: one that runs its handler, and one for each trigger. */
const logicParts = (wiring: Wiring, settings: LogicSettings): readonly Part[] => {
  const { handlers, triggers, connections, items, report, runLogic } = wiring
  const { name, overlap, userEvents, watch, init } = settings
  const handler = handlers.get(name)
  const own = [name, overlap, [...settings.attributes], identityOf(handler)]
  const send = (trigger: LogicTrigger): void => {
    triggers.next(name, trigger)
  }
  const onFailure = (failure: Failure): void => {
    report({ _tag: 'LogicFault', logic: name, failure })
  }
  const running = part(['logic', ...own], () => {
    if (handler === undefined) {
      report({ _tag: 'NoHandler', logic: name })
      return new Subscription()
    }
    return logic(onFailure)(triggers.at(name), (trigger, signal) => runLogic(settings, handler, trigger, signal), {
      overlap,
    })
  })
  const userEventParts = connections.flatMap(({ id, asterisk }) =>
    [...new Set(userEvents)].map((event) =>
      part(['userEvent', name, id, event], () =>
        asterisk.userEvent(event).pipe(map(fromUserEvent)).subscribe({ next: send, error: ignoreRefusal }),
      ),
    ),
  )
  const watchParts =
    watch.length === 0
      ? []
      : [
          part(['watch', name, watch], () =>
            items.watched(watch).pipe(map(fromItem)).subscribe({ next: send, error: ignoreRefusal }),
          ),
        ]
  const initParts = O.isNone(init)
    ? []
    : [
        // asynchronous, so that the caller of `start` can subscribe first
        part(['init', init.value, ...own], () =>
          scheduled([fromInit(init.value)], asyncScheduler).subscribe({ next: send, error: ignoreRefusal }),
        ),
      ]
  return [running, ...userEventParts, ...watchParts, ...initParts]
}

/** All parts in the order of their start: subscribers before the parts that emit to them. */
export const partsOf = (wiring: Wiring): ReadonlyMap<string, () => SubscriptionLike> =>
  new Map([
    ...databaseParts(wiring),
    ...wiring.configuration.logics.filter(({ enabled }) => enabled).flatMap((settings) => logicParts(wiring, settings)),
    ...connectionParts(wiring),
    ...deviceParts(wiring),
    ...mailboxParts(wiring),
  ])
