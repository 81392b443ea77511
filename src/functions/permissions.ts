/** The permissions of this login: write classes from the list of its actions, read classes from the events that arrive. */
import { combineLatest, distinctUntilChanged, map, mergeMap, type Observable, scan, startWith } from 'rxjs'
import type { Ask } from '../request/request.js'
import { AUTHORIZATION_CLASSES, type AuthorizationClass, classesIn, writeClasses } from '../protocol/permission.js'
import type { Frame } from '../protocol/frame.js'
import { send } from './ask.js'

/** The state of a class for a login: Asterisk shows that the login has it, that the login lacks it, or neither. */
export type ClassState = 'held' | 'missing' | 'unknown'

/** The permissions of a login. */
export interface Permissions {
  /** Every action that this login may send on this Asterisk, with the modules it has loaded. */
  readonly actions: ReadonlySet<string>
  /** `unknown` where no action of this Asterisk distinguishes the class from another class of the login. */
  readonly write: ReadonlyMap<AuthorizationClass, ClassState>
  /** Classes of events that have arrived. A class that is not here may be missing, or its events have not happened yet. */
  readonly read: ReadonlySet<AuthorizationClass>
}

const NOT_ACTIONS: ReadonlySet<string> = new Set(['Response', 'ActionID', 'Message'])

/** `ListCommands` answers with a header for each action that the login may send (`manager.c:action_listcommands`). */
const actionsIn = (frame: Frame): ReadonlySet<string> =>
  new Set(frame.headers.map(([name]) => name).filter((name) => !NOT_ACTIONS.has(name)))

/** Actions in the core of every Asterisk from 13 to 23: if one is not listed, the login lacks its classes. */
const ALWAYS_THERE: readonly string[] = [
  'AOCMessage',
  'Command',
  'DBGet',
  'DBPut',
  'Hangup',
  'MailboxCount',
  'MessageSend',
  'Originate',
  'UpdateConfig',
  'UserEvent',
]

/** The write classes from the listed actions: an action is listed if the login has any one of its classes. */
export const writeHeld = (listed: ReadonlySet<string>): ReadonlyMap<AuthorizationClass, ClassState> => {
  const needs = [...listed].map(writeClasses)
  const shown = new Set(needs.flatMap((classes) => (classes.length === 1 ? classes : [])))
  const missing = new Set(
    ALWAYS_THERE.filter((name) => !listed.has(name))
      .flatMap(writeClasses)
      .filter((name) => !shown.has(name)),
  )
  // if all classes of a listed action but one are missing, the login has this one
  const held = new Set(
    needs.flatMap((classes) => {
      const possible = classes.filter((each) => !missing.has(each))
      return possible.length === 1 ? possible : []
    }),
  )
  const verdict = (name: AuthorizationClass): ClassState =>
    held.has(name) ? 'held' : missing.has(name) ? 'missing' : 'unknown'
  return new Map(AUTHORIZATION_CLASSES.map((name) => [name, verdict(name)]))
}

/** The classes of all events so far. */
const seenIn = (frame$: Observable<Frame>): Observable<ReadonlySet<AuthorizationClass>> =>
  frame$.pipe(
    mergeMap((frame) => (frame.event === undefined ? [] : classesIn(frame.exact('Privilege') ?? ''))),
    scan(
      (seen: ReadonlySet<AuthorizationClass>, name) => (seen.has(name) ? seen : new Set([...seen, name])),
      new Set<AuthorizationClass>(),
    ),
    startWith(new Set<AuthorizationClass>()),
    distinctUntilChanged(),
  )

/**
 * The write classes of the login, and the read classes of the events that arrive while this is subscribed.
 *
 *     permissions()   --p----p--    the first after the answer to ListCommands, then one for each new read class
 *
 * It does not complete before `close()`; `take(1)` gives the first value only. It fails as `send` does.
 */
export const permissions = (ask: Ask, frame$: Observable<Frame>) => (): Observable<Permissions> =>
  combineLatest([
    send(ask)({ Action: 'ListCommands' }).pipe(map(({ frame }) => actionsIn(frame))),
    seenIn(frame$),
  ]).pipe(map(([actions, read]) => ({ actions, write: writeHeld(actions), read })))
