/** A connection for one command: opened, told about on stderr, stopped by signals, closed with Logoff. */
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
import { AmiError, type Asterisk, connect, type ConnectOptions, show, type Status } from '../index.js'
import { advise, EXIT, type Exit, exitOf } from './exit.js'
import type { Stop, Terminal } from './terminal.js'
import { statusWords } from './words.js'

/** How a command lives with its link. */
export interface Manner {
  /** It runs until it is stopped, through every outage; the others need a link at once, or within `wait`. */
  readonly endless: boolean
  /** Milliseconds. */
  readonly wait: number
  /** Only failures are told. */
  readonly quiet: boolean
}

/** How long a command that was stopped may take to put things right: to cancel its call. */
const FAREWELL = 400

type Waiting = Extract<Status, { readonly _tag: 'Waiting' }>

const isWaiting = (status: Status): status is Waiting => status._tag === 'Waiting'
export const isReady = ({ _tag }: Status): boolean => _tag === 'Ready'
const isIdle = ({ _tag }: Status): boolean => _tag === 'Idle'

/** The exit code of a command that a signal stopped. */
const exitOfStop = (stop: Stop, endless: boolean): Exit => {
  if (endless || stop === 'EPIPE') return EXIT.ok
  return stop === 'SIGINT' ? EXIT.interrupted : EXIT.terminated
}

/** Says what went wrong; the exit code for it. */
export const complain = (terminal: Terminal, error: unknown): Exit => {
  if (error instanceof AmiError) {
    terminal.err(advise(error.failure))
    return exitOf(error.failure)
  }
  terminal.err(error instanceof Error ? error.message : String(error))
  return EXIT.failed
}

/** Fails with the newest reason when there was no link within `wait`. */
const impatience = ({ status$ }: Asterisk, wait: number): Observable<never> =>
  combineLatest([timer(wait), status$.pipe(filter(isWaiting))]).pipe(
    mergeMap(([, { failure }]) => throwError(() => new AmiError(failure))),
    takeUntil(status$.pipe(filter(isReady))),
  )

const END = Symbol('end')

/** Begins when the link is ready, and holds it meanwhile. */
const whenReady = (asterisk: Asterisk, wait: number, work$: Observable<unknown>): Observable<unknown> => {
  const holding$ = merge(asterisk.frame$, impatience(asterisk, wait)).pipe(ignoreElements())
  const working$ = asterisk.status$.pipe(
    filter(isReady),
    take(1),
    observeOn(asyncScheduler), // work that fails at once would leave before the link has settled in, and without Logoff
    switchMap(() => work$),
    endWith(END),
  )
  return merge(working$, holding$).pipe(takeWhile((value) => value !== END))
}

/** Tells on stderr what the link does: every step of an endless command, only what fails of the others. */
const tell = (asterisk: Asterisk, terminal: Terminal, { endless, wait, quiet }: Manner): Subscription => {
  const told = new Subscription()
  const worth = (status: Status): boolean =>
    isWaiting(status) ? endless || wait > 0 : endless && status._tag !== 'Idle' && status._tag !== 'Closed'
  if (!quiet) {
    told.add(
      asterisk.status$.subscribe((status) => {
        if (worth(status)) terminal.err(statusWords(status))
      }),
    )
  }
  told.add(
    asterisk.fault$.subscribe((failure) => {
      terminal.err(show(failure))
    }),
  )
  return told
}

/** Lets what is still under way end, then says Logoff. */
const goodbye = async (asterisk: Asterisk): Promise<void> => {
  await firstValueFrom(race(asterisk.status$.pipe(filter(isIdle)), timer(FAREWELL)), { defaultValue: undefined })
  await firstValueFrom(asterisk.close(), { defaultValue: undefined })
}

/** The exit code of work that ends, fails, or is stopped. */
export const ending = (terminal: Terminal, endless: boolean, work$: Observable<unknown>): Promise<Exit> => {
  const done$ = work$.pipe(
    last(undefined, undefined),
    map((): Exit => EXIT.ok),
    catchError((error: unknown) => of(complain(terminal, error))),
  )
  const stopped$ = terminal.stop$.pipe(
    map((stop) => exitOfStop(stop, endless)),
    tap((exit) => {
      if (exit !== EXIT.ok) terminal.err('interrupted before it was done')
    }),
  )
  return firstValueFrom(race(stopped$, done$))
}

/** Works with an Asterisk until the work ends, fails, or is stopped. Resolves with the exit code once the link is closed. */
export const session = async (
  terminal: Terminal,
  options: ConnectOptions,
  manner: Manner,
  work: (asterisk: Asterisk) => Observable<unknown>,
): Promise<Exit> => {
  const asterisk = connect({ ...options, linger: 0 })
  const told = tell(asterisk, terminal, manner)
  const work$ = manner.endless ? work(asterisk) : whenReady(asterisk, manner.wait, work(asterisk))
  const exit = await ending(terminal, manner.endless, work$)
  await goodbye(asterisk)
  told.unsubscribe()
  return exit
}
