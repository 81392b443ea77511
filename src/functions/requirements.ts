/** The least rights that a program needs, as the lines of manager.conf that grant them. */
import { type AuthorizationClass, readClasses, writeClasses } from '../protocol/permission.js'
import type { ListName, SentName } from '../protocol/answer.js'
import type { EventName } from '../protocol/typedEvent.js'
import { CHANNEL_EVENTS } from '../model/channels.js'

interface Need {
  readonly events?: readonly string[]
  readonly actions?: readonly string[]
}

const LISTED: Need = { events: CHANNEL_EVENTS, actions: ['Status'] }

/** What each member listens to and sends. */
const MEMBERS = {
  device: LISTED,
  deviceState: LISTED,
  channel$: LISTED,
  channelChange$: LISTED,
  mailbox: { events: ['MessageWaiting'], actions: ['MailboxCount'] },
  dtmf: { events: ['DTMFEnd'] },
  userEvent: { events: ['UserEvent'] },
  call: { events: ['OriginateResponse', 'Hangup'], actions: ['Originate', 'Hangup'] },
  hangup: { actions: ['Hangup'] },
  dbRead: { actions: ['DBGet'] },
  dbTree: { actions: ['DBGetTree'] },
  dbWrite: { actions: ['DBPut'] },
  dbDelete: { actions: ['DBDel'] },
  dbDeleteTree: { actions: ['DBDelTree'] },
  mailboxCount: { actions: ['MailboxCount'] },
  sendUserEvent: { actions: ['UserEvent'] },
  command: { actions: ['Command'] },
  permissions: { actions: ['ListCommands'] },
} as const satisfies Readonly<Record<string, Need>>

/** A member of `Asterisk`, an event that `event()` listens to, or an action that `send` or `list` sends. */
export type Used = keyof typeof MEMBERS | { readonly event: EventName } | { readonly action: SentName | ListName }

/** What to write into manager.conf. */
export interface Requirements {
  /** Every one of them is needed. */
  readonly read: readonly AuthorizationClass[]
  readonly write: readonly AuthorizationClass[]
  /** Passes exactly the events that are used: busy systems send a hundred times more. */
  readonly eventfilter: readonly string[]
  /** The lines of a login's section, ready to be pasted. */
  readonly lines: readonly string[]
  /** What to mind, for people. */
  readonly warnings: readonly string[]
}

/** What a class lets a login do beyond what is wanted, least first: of several that would do, the first is asked for. */
const LEAST_FIRST: readonly AuthorizationClass[] = [
  'user',
  'call',
  'reporting',
  'originate',
  'agent',
  'config',
  'system',
]

const rank = (name: AuthorizationClass): number => {
  const at = LEAST_FIRST.indexOf(name)
  return at < 0 ? LEAST_FIRST.length : at
}

const needOf = (used: Used): Need => {
  if (typeof used === 'string') return MEMBERS[used]
  return 'event' in used ? { events: [used.event] } : { actions: [used.action] }
}

const unique = <A>(values: readonly A[]): readonly A[] => [...new Set(values)]

/** Classes of which each action finds one: first those without a choice, then the least one of each that still finds none. */
const covering = (actions: readonly string[]): readonly AuthorizationClass[] => {
  const choices = actions.map(writeClasses).filter((classes) => classes.length > 0)
  return [...choices]
    .sort((a, b) => a.length - b.length)
    .reduce<readonly AuthorizationClass[]>((chosen, classes) => {
      if (classes.some((each) => chosen.includes(each))) return chosen
      return [...chosen, ...[...classes].sort((a, b) => rank(a) - rank(b)).slice(0, 1)]
    }, [])
}

/** From these on, and from 23, manager.conf knows filters by name; older ones have regular expressions (`manager.c`). */
const FILTERS_BY_NAME: ReadonlyMap<number, number> = new Map([
  [18, 26],
  [20, 11],
  [21, 6],
  [22, 1],
])

const filtersByName = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const since = FILTERS_BY_NAME.get(major)
  return major >= 23 || (since !== undefined && minor >= since)
}

/** A filter by name; where there are none, an expression that a name ends: `Event: Hangup` alone would pass HangupRequest too. */
const filters = (events: readonly string[], version: string): readonly string[] => {
  if (events.length === 0) return []
  return filtersByName(version)
    ? events.map((name) => `eventfilter(action(include),name(${name})) =`)
    : [`eventfilter = ^Event: (${events.join('|')})[[:space:]]`]
}

const COMMAS =
  'no blanks and no empty places in read= and write=: a blank ends the list, an empty place grants every class'

/** Rights that reach further than their name tells. */
const DANGEROUS: Readonly<Partial<Record<AuthorizationClass, string>>> = {
  system: 'write=system may load modules and empty the database',
  command: 'write=command may do whatever the console can',
  originate: 'write=originate reaches every extension of the dialplan',
  config: 'write=config may rewrite the dialplan',
}

/**
 * The least class authorization and event filter for exactly what a program uses. `asterisk` is the version that it runs on, as
 * `Asterisk.send({ Action: 'CoreSettings' })` tells it; without one the filter is written so that every version reads it.
 *
 * A filter also hides what others want to see: a login of its own for each program.
 *
 * @example
 * import { requirements } from 'rx-asterisk'
 *
 * requirements(['device', 'call', { event: 'Cdr' }], '22.10.1').lines.forEach((line) => console.log(line))
 * // read = call,cdr
 * // write = originate,call
 * // eventfilter(action(include),name(Newchannel)) = …
 */
export const requirements = (used: readonly Used[], asterisk = ''): Requirements => {
  const needs = used.map(needOf)
  const events = unique(needs.flatMap((need) => need.events ?? []))
  const actions = unique(needs.flatMap((need) => need.actions ?? []))
  const read = unique(events.flatMap(readClasses))
  const write = covering(actions)
  const eventfilter = filters(events, asterisk)
  return {
    read,
    write,
    eventfilter,
    lines: [
      `read = ${read.length === 0 ? 'none' : read.join(',')}`,
      `write = ${write.length === 0 ? 'none' : write.join(',')}`,
      ...eventfilter,
    ],
    warnings: [COMMAS, ...write.flatMap((name) => DANGEROUS[name] ?? [])],
  }
}
