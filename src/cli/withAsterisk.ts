/** A connection for one command: opens it, reports it on stderr, and closes it with Logoff at the end or at a signal. */
import {
  asyncScheduler,
  catchError,
  combineLatest,
  endWith,
  filter,
  firstValueFrom,
  ignoreElements,
  last,
  map,
  merge,
  mergeMap,
  type Observable,
  observeOn,
  of,
  race,
  Subscription,
  switchMap,
  take,
  takeUntil,
  takeWhile,
  tap,
  throwError,
  timer,
} from 'rxjs'
import { AmiError, type Asterisk, show, type Status } from '../index.js'
import { advise, EXIT, type Exit, exitOf } from './exit.js'
import { atNow } from './clock.js'
import { messageOf } from './messageOf.js'
import { complain } from './output.js'
import type { Stop, Terminal } from './terminal.js'
import { statusWords } from './words.js'

/** The way in which a command uses its link. */
export interface LinkOptions {
  /** True for a command that runs until it is stopped, through every outage. Others need a link at once, or within `wait`. */
  readonly endless: boolean
  /** Milliseconds. */
  readonly wait: number
  /** Reports only failures. */
  readonly quiet: boolean
  /** True for work that ends by itself at a stop, as it has something to write until its end. */
  readonly finishes?: boolean
}

/** Milliseconds that a stopped command has for its last actions, such as to cancel its call. */
const CLOSING_TIME = 400

type Waiting = Extract<Status, { readonly _tag: 'Waiting' }>

const isWaiting = (status: Status): status is Waiting => status._tag === 'Waiting'
export const isReady = ({ _tag }: Status): boolean => _tag === 'Ready'
const isIdle = ({ _tag }: Status): boolean => _tag === 'Idle'

/** The sentence for a command that a person stopped. */
export const INTERRUPTED = 'interrupted before it was done'

/** The exit code of a command that a signal stopped. */
const exitOfStop = (stop: Stop, endless: boolean): Exit => {
  if (stop === 'Unwritable') return EXIT.failed
  if (endless || stop === 'EPIPE') return EXIT.ok
  return { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: EXIT.hungUp }[stop]
}

/** Prints an error and returns its exit code. */
export const reportError = (terminal: Terminal, error: unknown): Exit => {
  if (error instanceof AmiError) {
    complain(terminal, advise(error.failure))
    return exitOf(error.failure)
  }
  complain(terminal, messageOf(error))
  return EXIT.failed
}

/** Fails with the newest failure when there was no link within `wait`. */
const noLinkWithin = ({ status$ }: Asterisk, wait: number): Observable<never> =>
  combineLatest([timer(wait), status$.pipe(filter(isWaiting))]).pipe(
    mergeMap(([, { failure }]) => throwError(() => new AmiError(failure))),
    takeUntil(status$.pipe(filter(isReady))),
  )

const END = Symbol('end')

/** The work, and what runs beside it: all ends when the work ends. A failure beside it counts before an end of the work. */
export const besides = (beside$: Observable<unknown>, work$: Observable<unknown>): Observable<unknown> =>
  merge(beside$, work$.pipe(endWith(END))).pipe(takeWhile((value) => value !== END))

/** Subscribes to the work when the link is ready, and keeps the link open until the work ends. */
const whenReady = (asterisk: Asterisk, wait: number, work$: Observable<unknown>): Observable<unknown> => {
  const keepOpen$ = merge(asterisk.frame$, noLinkWithin(asterisk, wait)).pipe(ignoreElements())
  const working$ = asterisk.status$.pipe(
    filter(isReady),
    take(1),
    observeOn(asyncScheduler), // work that fails at once would close the link while it still logs in, and without Logoff
    switchMap(() => work$),
  )
  return besides(keepOpen$, working$)
}

/** Reports the link on stderr: every step of an endless command, only failures of the others. */
const reportLink = (asterisk: Asterisk, terminal: Terminal, { endless, wait, quiet }: LinkOptions): Subscription => {
  const reporting = new Subscription()
  const isShown = (status: Status): boolean =>
    isWaiting(status) ? endless || wait > 0 : endless && status._tag !== 'Idle' && status._tag !== 'Closed'
  if (!quiet) {
    reporting.add(
      asterisk.status$.subscribe((status) => {
        if (isShown(status)) terminal.err(atNow(statusWords(status)))
      }),
    )
  }
  reporting.add(
    asterisk.fault$.subscribe((failure) => {
      complain(terminal, show(failure))
    }),
  )
  return reporting
}

/** Waits until pending actions are done, then sends Logoff. */
const closeCleanly = async (asterisk: Asterisk): Promise<void> => {
  await firstValueFrom(race(asterisk.status$.pipe(filter(isIdle)), timer(CLOSING_TIME)), { defaultValue: undefined })
  await asterisk.close()
}

/** The exit code of work that ends, fails, or is stopped. */
export const exitOfWork = (
  terminal: Terminal,
  endless: boolean,
  work$: Observable<unknown>,
  finishes = false,
): Promise<Exit> => {
  const done$ = work$.pipe(
    last(undefined, undefined),
    map((): Exit => EXIT.ok),
    catchError((error: unknown) => of(reportError(terminal, error))),
  )
  const stopped$ = terminal.stop$.pipe(
    map((stop) => exitOfStop(stop, endless)),
    tap((exit) => {
      if (exit !== EXIT.ok && exit !== EXIT.failed) complain(terminal, INTERRUPTED)
    }),
  )
  return firstValueFrom(finishes ? done$ : race(stopped$, done$))
}

/** The terminal of a program that goes on when its output cannot be written: a full disk must not stop the phones. */
export const withoutOutput = (terminal: Terminal, who: string): Terminal => ({
  ...terminal,
  stop$: terminal.stop$.pipe(
    filter((stop) => {
      if (stop === 'Unwritable') complain(terminal, `the output cannot be written any more; ${who} goes on without it`)
      return stop !== 'Unwritable'
    }),
  ),
})

/** Works with an Asterisk until the work ends, fails, or is stopped. Resolves with the exit code once the link is closed. */
export const withAsterisk = async (
  terminal: Terminal,
  open: () => Asterisk,
  manner: LinkOptions,
  work: (asterisk: Asterisk) => Observable<unknown>,
): Promise<Exit> => {
  const asterisk = open()
  // a signal must not end the process before the link is closed
  const stopping = terminal.stop$.subscribe()
  const reporting = reportLink(asterisk, terminal, manner)
  const work$ = manner.endless ? work(asterisk) : whenReady(asterisk, manner.wait, work(asterisk))
  const exit = await exitOfWork(terminal, manner.endless, work$, manner.finishes)
  await closeCleanly(asterisk)
  stopping.unsubscribe()
  reporting.unsubscribe()
  return exit
}
