/** What this login may do: write classes from the list of its commands, read classes as they are seen. */
import { combineLatest, distinctUntilChanged, map, mergeMap, type Observable, scan, startWith } from 'rxjs'
import type { Exchanger } from '../request/request.js'
import { AUTHORIZATION_CLASSES, type AuthorizationClass, classesIn, writeClasses } from '../protocol/permission.js'
import type { Frame } from '../protocol/frame.js'
import { send } from './ask.js'

/** Whether a login has a class: Asterisk shows that it has, shows that it has not, or shows neither. */
export type Held = 'held' | 'missing' | 'unknown'

/** What a login may do. */
export interface Permissions {
  /** Every action that this login may send on this Asterisk, with the modules it has loaded. */
  readonly actions: ReadonlySet<string>
  /** `unknown` where no action of this Asterisk tells it apart from another class that is held. */
  readonly write: ReadonlyMap<AuthorizationClass, Held>
  /** Classes of which an event was seen. Nothing tells that one is missing: its events may just not have happened yet. */
  readonly read: ReadonlySet<AuthorizationClass>
}

const NOT_ACTIONS: ReadonlySet<string> = new Set(['Response', 'ActionID', 'Message'])

/** `ListCommands` answers with a header for each action that the login may send (`manager.c:action_listcommands`). */
const actionsIn = (frame: Frame): ReadonlySet<string> =>
  new Set(frame.headers.map(([name]) => name).filter((name) => !NOT_ACTIONS.has(name)))

/** In the core of every Asterisk from 13 to 23: that one of them is not listed tells that its classes are missing. */
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

/** An action is listed when any one of its classes is held. */
export const writeHeld = (listed: ReadonlySet<string>): ReadonlyMap<AuthorizationClass, Held> => {
  const needs = [...listed].map(writeClasses)
  const shown = new Set(needs.flatMap((classes) => (classes.length === 1 ? classes : [])))
  const missing = new Set(
    ALWAYS_THERE.filter((name) => !listed.has(name))
      .flatMap(writeClasses)
      .filter((name) => !shown.has(name)),
  )
  // what allows a listed action, when all of its classes but one are known to be missing, is that one
  const held = new Set(
    needs.flatMap((classes) => {
      const possible = classes.filter((each) => !missing.has(each))
      return possible.length === 1 ? possible : []
    }),
  )
  const verdict = (name: AuthorizationClass): Held =>
    held.has(name) ? 'held' : missing.has(name) ? 'missing' : 'unknown'
  return new Map(AUTHORIZATION_CLASSES.map((name) => [name, verdict(name)]))
}

/** The classes of each event, added up. */
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
 * What the login may write, and what it was seen to read while this is subscribed.
 *
 *     permissions()   --p----p--    the first when ListCommands is answered, then one for each read class that is seen anew
 *
 * Goes on until unsubscribed or `close()`: `take(1)` asks once. Fails as `send` does.
 */
export const permissions = (exchange: Exchanger, frame$: Observable<Frame>) => (): Observable<Permissions> =>
  combineLatest([
    send(exchange)({ Action: 'ListCommands' }).pipe(map(({ frame }) => actionsIn(frame))),
    seenIn(frame$),
  ]).pipe(map(([actions, read]) => ({ actions, write: writeHeld(actions), read })))
