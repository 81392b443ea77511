/** Writes a call log that survives restarts of this program and of Asterisk. Where it is written is the store's affair. */
import * as O from 'fp-ts/lib/Option.js'
import { Subscription, take } from 'rxjs'
import { type Asterisk, type CallChange, type CallLogEntry, callLogOf, type LiveCall } from '../../../src/index.js' // in your program: 'rx-asterisk'

/** The facts about a call that a program which starts in the middle of it cannot learn. */
export interface Running {
  readonly id: string
  readonly caller: string
  readonly called: string
  readonly began: string
}

/** A place for the log. `log` replaces an entry of the same call, device and direction. */
export interface CallStore {
  readonly running: () => readonly Running[]
  readonly begin: (call: Running) => void
  readonly end: (id: string) => void
  readonly log: (entry: CallLogEntry) => void
}

const runningOf = ({ id, caller, called, began }: LiveCall): Running => ({
  id,
  caller: O.isSome(caller) ? caller.value.device : '',
  called: O.getOrElse(() => '')(called),
  began: new Date(began).toISOString(),
})

/** The entry with what was noted when the call began. */
const completed = (entry: CallLogEntry, noted: Running | undefined): CallLogEntry =>
  noted === undefined ? entry : { ...entry, called: O.some(noted.called), began: noted.began }

/** A call that ended while this program did not run: nobody knows how. */
const lost = ({ id, caller, called, began }: Running): CallLogEntry => ({
  call: id,
  device: caller,
  direction: 'outgoing',
  other: { number: O.some(called), name: O.none },
  called: O.some(called),
  result: 'unknown',
  queue: O.none,
  began,
  answered: O.none,
  ended: O.none,
  talked: 0,
})

const write = (store: CallStore, change: CallChange): void => {
  const { _tag, call } = change
  if (_tag === 'Began' && call.seenFrom === 'start') store.begin(runningOf(call))
  if (_tag === 'Merged') store.end(call.id)
  if (_tag !== 'Ended') return
  const noted = call.seenFrom === 'middle' ? store.running().find(({ id }) => id === call.id) : undefined
  for (const entry of callLogOf(call)) store.log(completed(entry, noted))
  store.end(call.id)
}

/** The first list of calls shows which noted ones have ended meanwhile. */
const settle = (store: CallStore, living: ReadonlyMap<string, LiveCall>): void => {
  for (const noted of store.running().filter(({ id }) => !living.has(id))) {
    store.log(lost(noted))
    store.end(noted.id)
  }
}

export const callLogger = (asterisk: Asterisk, store: CallStore): Subscription => {
  const running = new Subscription()
  running.add(
    asterisk.logic(asterisk.call$.pipe(take(1)), (living) => {
      settle(store, living)
    }),
  )
  running.add(
    asterisk.logic(asterisk.callChange$, (change) => {
      write(store, change)
    }),
  )
  return running
}
