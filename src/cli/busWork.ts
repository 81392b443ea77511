/** Commands that work with a bus, and with no Asterisk. */
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import {
  EMPTY,
  filter,
  last,
  mergeMap,
  type MonoTypeOperatorFunction,
  type Observable,
  switchMap,
  take,
  throwError,
  timeout,
  using,
} from 'rxjs'
import { AmiError, type Failure, show } from '../index.js'
import { bus, type Bus, type BusLink, type BusState } from '../nats/index.js'
import { type BUS, neededBus } from './busWords.js'
import type { Values } from './command.js'
import { EXIT, type Exit } from './exit.js'
import { complain } from './output.js'
import { readText } from './readText.js'
import type { Terminal } from './terminal.js'
import { besides, exitOfWork } from './withAsterisk.js'

/** Milliseconds for the first answer of a bus. */
const PATIENCE = 5000

type Up = Extract<BusState, { readonly _tag: 'Up' }>

const isUp = (state: BusState): state is Up => state._tag === 'Up'

const lostFrom = ({ peer }: Bus, state: BusState): Failure =>
  state._tag === 'Away'
    ? state.failure
    : { _tag: 'BusLost', why: `no answer from ${peer} within ${PATIENCE / 1000} s`, hint: O.none }

/** Fails when the first value does not come in time: the state of the bus has the reason. */
export const inTime = <A>(nats: Bus): MonoTypeOperatorFunction<A> =>
  timeout({
    first: PATIENCE,
    with: () =>
      nats.state$.pipe(
        take(1),
        mergeMap((state) => throwError(() => new AmiError(lostFrom(nats, state)))),
      ),
  })

/** Fails when the bus has ended by itself, as after a refused login. */
export const refusal = ({ state$ }: Bus): Observable<never> =>
  state$.pipe(
    last(undefined, undefined),
    mergeMap((state) => (state?._tag === 'Away' ? throwError(() => new AmiError(state.failure)) : EMPTY)),
  )

/** Works with the first open link, which stays open until the work ends. */
export const linked = <A>(nats: Bus, work: (link: BusLink) => Observable<A>): Observable<A> =>
  using(
    () => nats.state$.subscribe({ error: () => undefined }),
    () =>
      nats.state$.pipe(
        filter(isUp),
        take(1),
        inTime(nats),
        switchMap(({ link }) => work(link)),
      ),
  )

/** Works with a bus until the work ends, fails, or is stopped. */
export const withBus = async (
  values: Values<typeof BUS>,
  terminal: Terminal,
  endless: boolean,
  work: (nats: Bus) => Observable<unknown>,
): Promise<Exit> => {
  const options = neededBus(values, terminal.env, readText)
  if (E.isLeft(options)) {
    complain(terminal, options.left)
    return EXIT.usage
  }
  const nats = bus(options.right)
  const reporting = nats.fault$.subscribe({
    next: (failure) => {
      complain(terminal, show(failure))
    },
    error: () => undefined,
  })
  const exit = await exitOfWork(terminal, endless, besides(refusal(nats), work(nats)))
  reporting.unsubscribe()
  await nats.close()
  return exit
}
