/** The least permissions that a program needs, as lines for manager.conf. */
import { type AuthorizationClass, readClasses, writeClasses } from '../protocol/permission.js'
import type { ListName, SentName } from '../protocol/answer.js'
import type { EventName } from '../protocol/typedEvent.js'
import type { Needs, RowNeeds } from '../model/model.js'
import { readingNeeds } from '../model/needs.js'
import { ROWS, type STREAM_NEEDS } from '../model/rows.js'
import { FUNCTION_NEEDS } from './needs.js'

/** The members of `Asterisk` that need rights. */
export type Member =
  | (typeof ROWS)[number]['members'][number]
  | (typeof STREAM_NEEDS)[number]['members'][number]
  | (typeof FUNCTION_NEEDS)[number]['members'][number]

/** A member of `Asterisk`, an event that `event()` reads, or an action that `send` or `list` sends. */
export type RequiredMember = Member | { readonly event: EventName } | { readonly action: SentName | ListName }

/** The requirements of a program, for manager.conf. */
export interface Requirements {
  /** All of these classes are needed. */
  readonly read: readonly AuthorizationClass[]
  readonly write: readonly AuthorizationClass[]
  /** A filter that passes exactly the events in use: busy systems send a hundred times more. */
  readonly eventfilter: readonly string[]
  /** The lines for the section of the login, ready for manager.conf. */
  readonly lines: readonly string[]
  /** Warnings for people. */
  readonly warnings: readonly string[]
}

/** Classes in the order of the harm that they allow, least first: of several sufficient classes the first is chosen. */
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

/** The needs of all members. */
export const memberNeeds = (rows: readonly RowNeeds[] = ROWS): readonly Needs[] => [
  ...readingNeeds(rows),
  ...FUNCTION_NEEDS,
]

type Used = string | Exclude<RequiredMember, string>

const needsOf = (used: Used, needs: readonly Needs[]): Pick<Needs, 'events' | 'helped' | 'actions'> => {
  if (typeof used === 'string') return needs.find(({ members }) => members.includes(used)) ?? {}
  return 'event' in used ? { events: [used.event] } : { actions: [used.action] }
}

const unique = <A>(values: readonly A[]): readonly A[] => [...new Set(values)]

/** Classes that allow all actions: first the classes of actions without a choice, then the least class of each action not allowed yet. */
const covering = (actions: readonly string[]): readonly AuthorizationClass[] => {
  const choices = actions.map(writeClasses).filter((classes) => classes.length > 0)
  return [...choices]
    .sort((a, b) => a.length - b.length)
    .reduce<readonly AuthorizationClass[]>((chosen, classes) => {
      if (classes.some((each) => chosen.includes(each))) return chosen
      return [...chosen, ...[...classes].sort((a, b) => rank(a) - rank(b)).slice(0, 1)]
    }, [])
}

/** The first minor versions with filters by name, and all from 23 on; older versions have regular expressions (`manager.c`). */
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

/** Filters by name. Older versions get an expression that ends after the name: `Event: Hangup` alone would pass HangupRequest too. */
const filters = (events: readonly string[], version: string): readonly string[] => {
  if (events.length === 0) return []
  return filtersByName(version)
    ? events.map((name) => `eventfilter(action(include),name(${name})) =`)
    : [`eventfilter = ^Event: (${events.join('|')})[[:space:]]`]
}

const COMMAS =
  'no blanks and no empty entries in read= and write=: a blank ends the list, an empty entry grants every class'

/** Warnings about classes that allow more than their names suggest. */
const DANGEROUS: Readonly<Partial<Record<AuthorizationClass, string>>> = {
  system: 'write=system may load modules and empty the database',
  command: 'write=command may do whatever the console can',
  originate: 'write=originate reaches every extension of the dialplan',
  config: 'write=config may rewrite the dialplan',
}

/**
 * The least class authorization and event filter for the members, events and actions in use. `asterisk` is the version of Asterisk, from
 * `Asterisk.send({ Action: 'CoreSettings' })`; without a version the filter is one that every version can read.
 *
 * A filter hides events from all programs with this login: give each program a login of its own.
 *
 * @example
 * import { requirements } from 'rx-asterisk'
 *
 * requirements(['device', 'call', { event: 'Cdr' }], '22.10.1').lines.forEach((line) => console.log(line))
 * // read = call,cdr
 * // write = originate,call
 * // eventfilter(action(include),name(Newchannel)) = …
 */
export const requirements = (used: readonly RequiredMember[], asterisk = ''): Requirements =>
  requirementsFrom(memberNeeds(), used, asterisk)

/** The same for members of any needs. */
export const requirementsFrom = (all: readonly Needs[], used: readonly Used[], asterisk: string): Requirements => {
  const needs = used.map((each) => needsOf(each, all))
  const events = unique(needs.flatMap((need) => need.events ?? []))
  const actions = unique(needs.flatMap((need) => need.actions ?? []))
  const read = unique(events.flatMap(readClasses))
  const write = covering(actions)
  // an event that is not needed and that helps may pass: no class is asked for it
  const eventfilter = filters(unique([...events, ...needs.flatMap((need) => need.helped ?? [])]), asterisk)
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
