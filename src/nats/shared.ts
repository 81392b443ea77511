/** Shared work: each UserEvent is handled by one worker of a group. */
import {
  catchError,
  defer,
  distinct,
  EMPTY,
  finalize,
  from,
  isObservable,
  lastValueFrom,
  mergeAll,
  mergeMap,
  type Observable,
  of,
  type Subscription,
  switchMap,
  takeUntil,
} from 'rxjs'
import { asFailure, type Failure, Frame, type FailureReporter, streams, type UserEvent } from '../index.js'
import { beginningAgain } from './again.js'
import { every } from '../rx/every.js'
import { delayAfter } from '../rx/backoff.js'
import { groupTasks } from './groupTasks.js'
import type { Bus, BusLink, BusTask, TaskOptions } from './link.js'
import { serverOf } from './subject.js'

/** The manner of a group's work. All times are in milliseconds. */
export interface WorkPolicy {
  /** Events that one worker handles at the same time. Default: 1. */
  readonly atOnce?: number | undefined
  /** Tries before an event is given up. Default: 5. */
  readonly tries?: number | undefined
  /** Without a sign of life for so long, another worker gets the event. Equal in all workers of a group. Default: 30,000. */
  readonly within?: number | undefined
}

/** The facts about one delivery. */
export interface WorkContext {
  /** `<server>:<sequence>`: the same each time that this event is delivered. A handler that must not act twice remembers it. */
  readonly id: string
  /** 1 at the first delivery. */
  readonly delivery: number
}

/** Handles one event. A promise or an Observable is awaited. */
export type WorkHandler = (event: UserEvent, context: WorkContext) => unknown

/** The work of a group. */
export interface SharedWork {
  /**
   * Handles UserEvents of one name. Each event is given to one worker of the group; when its handler throws, or its worker dies, another try
   * follows. So a handler may see an event twice. Failures go to `fault$`. Unsubscribing, as `close()` of the fleet, takes no more events; an
   * event whose handler runs at that moment is delivered again.
   */
  readonly userEvent: (name: string, handler: WorkHandler, policy?: WorkPolicy) => Subscription
}

const BACKOFF = { min: 500, max: 30_000 }

/** The UserEvent of a task, read as `userEvent` of a link reads it. */
const userEventIn = (task: BusTask): UserEvent | undefined => {
  let found: UserEvent | undefined
  streams(of(new Frame(task.text)), { origin: serverOf(task.subject) }).userEvent$.subscribe({
    next: (event) => {
      found = event
    },
    error: () => undefined,
  })
  return found
}

const settled = async (result: unknown): Promise<void> => {
  if (isObservable(result)) await lastValueFrom(result, { defaultValue: undefined })
  else await result
}

interface Work {
  readonly name: string
  readonly handler: WorkHandler
  readonly tries: number
  readonly within: number
  readonly report: FailureReporter
}

/** One delivery, to its end. Never fails. */
const handled = (task: BusTask, { name, handler, tries, within, report }: Work): Observable<never> => {
  const event = userEventIn(task)
  // other names of the group's stream: the subject of a long name is cut
  if (event?.frame.get('UserEvent') !== name) {
    task.done()
    return EMPTY
  }
  const { id, delivery } = task
  const alive = every(Math.max(100, within / 3), () => {
    task.working()
  })
  return defer(() => from(handlerResult(handler, event, { id, delivery }))).pipe(
    switchMap(() => {
      task.done()
      return EMPTY
    }),
    catchError((error: unknown) => {
      report(asFailure(error))
      if (delivery >= tries) {
        report(gaveUp(name, id, delivery))
        task.never()
      } else task.again(delayAfter(delivery, BACKOFF, Math.random()))
      return EMPTY
    }),
    finalize(() => {
      alive.unsubscribe()
    }),
  )
}

const gaveUp = (event: string, id: string, tries: number): Failure => ({ _tag: 'GaveUp', event, id, tries })

/** A handler that throws at once fails like one whose promise is rejected. */
const handlerResult = async (handler: WorkHandler, event: UserEvent, context: WorkContext): Promise<void> => {
  await settled(handler(event, context))
}

/** The tasks of one server, again after each failure. */
const tasksOf = (link: BusLink, server: string, options: TaskOptions, report: FailureReporter): Observable<BusTask> =>
  link.setupGroup(server, options).pipe(
    switchMap(() => link.tasks(server, options)),
    beginningAgain(report),
  )

/** The work of a group. `closed$` ends it. */
export const sharedWork = (
  nats: Bus,
  servers$: Observable<readonly string[]>,
  group: string,
  report: FailureReporter,
  closed$: Observable<void>,
): SharedWork => ({
  userEvent: (name, handler, { atOnce, tries = 5, within = 30_000 } = {}) => {
    const work: Work = { name, handler, tries, within, report }
    return nats.state$
      .pipe(
        switchMap((state) => {
          if (state._tag !== 'Up') return EMPTY
          return servers$.pipe(
            mergeAll(),
            distinct(),
            mergeMap((server) =>
              tasksOf(state.link, server, groupTasks(server, group, name, { atOnce, within }), report),
            ),
          )
        }),
        mergeMap((task) => handled(task, work)),
        takeUntil(closed$),
      )
      .subscribe()
  },
})
