/** A configuration as parts that run, each under a key that tells all it depends on: a reload restarts what has another key. */
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
import type { Failure } from '../../failure.js'
import { logic } from '../../run/logic.js'
import { Hub, type KeyedHub } from '../../rx/hub.js'
import type { Event } from '../../protocol/event.js'
import { busy, neverFails, newMessages, writeWhenReady } from './binding.js'
import type { HouseFault } from './fault.js'
import type { ItemState } from './item.js'
import type { HouseItems } from './items.js'
import type { Link } from './links.js'
import type { Binding, Configuration, ItemSettings, LogicSettings } from '../config/settings.js'
import { fromInit, fromItem, fromUserEvent, type LogicHandler, type LogicHandlers, type Trigger } from './trigger.js'

/** What the parts of a house have in common. */
export interface Wiring {
  readonly configuration: Configuration
  readonly handlers: LogicHandlers
  readonly items: HouseItems
  readonly links: readonly Link[]
  /** Triggers on their way, by logic. */
  readonly triggers: KeyedHub<Trigger>
  /** Call detail records of all connections. */
  readonly records: Pick<Hub<Event>, 'next'>
  /** First values from Asterisk that changed nothing: the AstDB may remember otherwise. */
  readonly firsts: Hub<ItemState>
  readonly report: (fault: HouseFault) => void
  readonly watchLink: (link: Link) => SubscriptionLike
  readonly runLogic: (
    settings: LogicSettings,
    handler: LogicHandler,
    trigger: Trigger,
    signal: AbortSignal,
  ) => ReturnType<LogicHandler>
}

type Part = readonly [key: string, begin: () => SubscriptionLike]

/** What comes from the AstDB must not go there again. */
const FROM_DATABASE = 'AstDB'

const part = (key: readonly unknown[], begin: () => SubscriptionLike): Part => [JSON.stringify(key), begin]

/** A number for each handler, so that another function under the same name is another part. */
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

const linksOf = (links: readonly Link[], names: readonly string[]): readonly Link[] =>
  links.filter(({ name }) => names.includes(name))

const linkPart = ({ links, records, watchLink }: Wiring): readonly Part[] =>
  links.map((link) =>
    part(['link', link.id], () => {
      const watching = new Subscription()
      watching.add(watchLink(link))
      // this also keeps the link open, whatever else is configured
      watching.add(
        link.asterisk.event('Cdr').subscribe({
          next: (cdr) => {
            records.next(cdr)
          },
          error: neverFails,
        }),
      )
      return watching
    }),
  )

/** Items of one kind of binding, each with its targets by the connections they mean. */
const bound = (item: ItemSettings, kind: Binding['_tag']): ReadonlyMap<string, readonly Binding[]> => {
  const groups = new Map<string, readonly Binding[]>()
  for (const binding of item.bindings) {
    const key = binding.connections.join(' ')
    if (binding._tag === kind && key !== '') groups.set(key, [...(groups.get(key) ?? []), binding])
  }
  return groups
}

const followParts = (
  { configuration, items, links, firsts }: Wiring,
  kind: 'Device' | 'Mailbox',
  follow: (links: readonly Link[], targets: readonly string[], item: ItemSettings) => Observable<unknown>,
): readonly Part[] =>
  configuration.items.flatMap((item) =>
    [...bound(item, kind).values()].map((bindings) => {
      const targets = bindings.map(({ target }) => target)
      const meant = linksOf(links, bindings[0]?.connections ?? [])
      const source = targets.join(' | ')
      return part([kind, item.path, item.type, meant.map(({ id }) => id), targets], () => {
        let isFirst = true
        const set = (value: unknown): void => {
          const found = items.get(item.path)
          const before = found?.value
          found?.set(value, { by: 'Asterisk', source })
          if (isFirst && found !== undefined && found.value === before) firsts.next(found.state)
          isFirst = false
        }
        return follow(meant, targets, item).subscribe({ next: set, error: neverFails })
      })
    }),
  )

const deviceParts = (wiring: Wiring): readonly Part[] =>
  followParts(wiring, 'Device', (meant, targets) =>
    busy(
      meant.map(({ asterisk }) => asterisk),
      targets,
    ),
  )

const mailboxParts = (wiring: Wiring): readonly Part[] =>
  followParts(wiring, 'Mailbox', (meant, targets, { type }) =>
    newMessages(
      meant.map(({ asterisk }) => asterisk),
      targets,
    ).pipe(map((count) => (type === 'bool' ? count > 0 : count))),
  )

/** One writer for each key of an AstDB, however many items have it: the newest value counts. */
const databaseParts = ({ configuration, items, links, firsts, report }: Wiring): readonly Part[] => {
  const written = new Map<string, { readonly link: Link; readonly key: string; readonly paths: Set<string> }>()
  for (const { path, bindings } of configuration.items)
    for (const { _tag, target, connections } of bindings)
      for (const link of _tag === 'Database' ? linksOf(links, connections) : []) {
        const id = JSON.stringify([link.id, target])
        const known = written.get(id) ?? { link, key: target, paths: new Set() }
        known.paths.add(path)
        written.set(id, known)
      }
  return [...written.values()].map(({ link, key, paths }) =>
    part(['database', link.id, key, [...paths]], () => {
      const value$ = merge(items.updates('*'), firsts.stream$).pipe(
        filter(({ path, by }) => paths.has(path) && by !== FROM_DATABASE),
      )
      const failed = (failure: Failure): void => {
        report({ _tag: 'NotWritten', connection: link.name, key, failure })
      }
      return logic(failed)(value$, ({ value }) => writeWhenReady(link.asterisk, key, value), { overlap: 'restart' })
    }),
  )
}

/** The parts of one logic: the run of its handler, and each of its triggers. */
const logicParts = (wiring: Wiring, settings: LogicSettings): readonly Part[] => {
  const { handlers, triggers, links, items, report, runLogic } = wiring
  const { name, overlap, userEvents, watch, init } = settings
  const handler = handlers.get(name)
  const own = [name, overlap, [...settings.attributes], identityOf(handler)]
  const send = (trigger: Trigger): void => {
    triggers.next(name, trigger)
  }
  const failed = (failure: Failure): void => {
    report({ _tag: 'LogicFault', logic: name, failure })
  }
  const running = part(['logic', ...own], () => {
    if (handler === undefined) {
      report({ _tag: 'NoHandler', logic: name })
      return new Subscription()
    }
    return logic(failed)(triggers.at(name), (trigger, signal) => runLogic(settings, handler, trigger, signal), {
      overlap,
    })
  })
  const heard = links.flatMap(({ id, asterisk }) =>
    [...new Set(userEvents)].map((event) =>
      part(['userEvent', name, id, event], () =>
        asterisk.userEvent(event).pipe(map(fromUserEvent)).subscribe({ next: send, error: neverFails }),
      ),
    ),
  )
  const watched =
    watch.length === 0
      ? []
      : [
          part(['watch', name, watch], () =>
            items.watched(watch).pipe(map(fromItem)).subscribe({ next: send, error: neverFails }),
          ),
        ]
  const begun = O.isNone(init)
    ? []
    : [
        // after the start has returned, so that whoever started it can listen
        part(['init', init.value, ...own], () =>
          scheduled([fromInit(init.value)], asyncScheduler).subscribe({ next: send, error: neverFails }),
        ),
      ]
  return [running, ...heard, ...watched, ...begun]
}

/** All parts, in the order in which they begin: who listens before what speaks. */
export const wired = (wiring: Wiring): ReadonlyMap<string, () => SubscriptionLike> =>
  new Map([
    ...databaseParts(wiring),
    ...wiring.configuration.logics.filter(({ enabled }) => enabled).flatMap((settings) => logicParts(wiring, settings)),
    ...linkPart(wiring),
    ...deviceParts(wiring),
    ...mailboxParts(wiring),
  ])
