/** The connection of a worker: frames from the log of one Asterisk, actions by its leading gateway. */
import * as O from 'fp-ts/lib/Option.js'
import { combineLatest, EMPTY, type Observable, Subscription, switchMap } from 'rxjs'
import { type Connection, type Failure, frame, type Frame, type Gap, type Status } from '../index.js'
import { elapsed, timeOfDay } from '../rx/clock.js'
import { every } from '../rx/every.js'
import { Hub } from '../rx/hub.js'
import { acquiring, RefCount } from '../rx/refCount.js'
import { keptReading } from './again.js'
import { askingOver } from './asking.js'
import { busFailure } from './busFailure.js'
import type { Bus, BusLink } from './link.js'
import type { Entry } from './log.js'
import { readMark } from './notes.js'
import { asteriskOf, type Leader, Reader } from './reader.js'
import { subjectsOf } from './subject.js'

export interface WorkerOptions {
  readonly server: string
  readonly timeout: number
  readonly linger: number
}

/** The facts about the leader of one server. */
export interface Leading {
  readonly leader: Leader | undefined
  readonly epoch: number
  /** Entries of the log that this reader has not read yet, at its beginning. */
  readonly behind: number
}

/** A connection, and who leads. */
export interface WorkerConnection extends Connection {
  readonly leading$: Observable<Leading>
}

/** For models: the past is read, and what follows is the present. */
const PRESENT = frame('Event: LogRead')
const LOOK = 100

export const workerConnection = (nats: Bus, { server, timeout, linger }: WorkerOptions): WorkerConnection => {
  const subjects = subjectsOf(server)
  const frames = new Hub<Frame>()
  const live = new Hub<Frame>()
  const fault = new Hub<Failure>()
  const status = new Hub<Status>((subscriber) => {
    subscriber.next(newest)
  })
  const leading = new Hub<Leading>((subscriber) => {
    subscriber.next(leadingNow())
  })
  const watchers = new Set<() => void>()
  const count = { frames: 0, events: 0, faults: 0, pending: 0, reconnects: 0, refusedLogins: 0, lastPong: O.none }
  let newest: Status = { _tag: 'Idle' }
  let readySince: O.Option<number> = O.none
  let link: BusLink | undefined
  let end = 0
  /** The entries up to here are from before this reader began. */
  let past = 0
  let running = Subscription.EMPTY
  let hasBegun = false
  let isClosed = false

  const report = (failure: Failure): void => {
    count.faults += 1
    fault.next(failure)
  }
  const set = (next: Status): void => {
    newest = next
    readySince = next._tag === 'Ready' ? O.some(timeOfDay()) : O.none
    status.next(next)
  }
  const leadingNow = (): Leading => ({
    leader: reader.leader(),
    epoch: reader.epoch,
    behind: Math.max(0, end - reader.read),
  })
  const changed = (): void => {
    for (const watcher of [...watchers]) watcher()
    leading.next(leadingNow())
  }
  const isReplaying = (): boolean => reader.read <= past
  const isBehind = (): boolean => reader.read < end
  const reader: Reader = new Reader(elapsed, {
    frame: (each) => {
      count.frames += 1
      if (each.event !== undefined) count.events += 1
      if (!isReplaying()) live.next(each)
      frames.next(each)
    },
    gap: (gap) => {
      if (newest._tag !== 'Ready') return
      count.reconnects += 1
      set({ _tag: 'Connecting', peer: peer() })
      set(ready(O.some(gap)))
    },
    changed,
  })
  const peer = (): string => `${server} on ${nats.peer}`
  const ready = (gap: O.Option<Gap>): Status => ({
    _tag: 'Ready',
    ami: reader.about?.ami ?? '',
    asterisk: asteriskOf(reader.about),
    gap,
    reading: [],
  })
  const waiting = (failure: Failure): Status => ({ _tag: 'Waiting', attempt: 1, delay: 0, failure })
  /** Nothing can be read now. */
  const away = (failure: Failure): void => {
    if (newest._tag !== 'Waiting') report(failure)
    set(waiting(failure))
    changed()
  }
  /** Compares the status with the facts. */
  const look = (): void => {
    if (link === undefined || !hasBegun || isBehind()) return
    const leads = reader.leader() !== undefined
    if (leads && newest._tag !== 'Ready') {
      set(ready(O.none))
      changed()
    } else if (!leads && newest._tag !== 'Waiting') {
      set(
        waiting({ _tag: 'BusLost', why: `no gateway leads ${server}`, hint: O.some(`start one: rx-asterisk gateway`) }),
      )
      changed()
    }
  }

  const entry = (each: Entry): void => {
    reader.entry(each)
    if (isBehind()) return
    if (reader.read === past) {
      // the frame itself belongs to the present
      past -= 1
      frames.next(PRESENT)
    }
    look()
  }
  /** Begins at the newest mark, or now; after an interruption behind the newest entry that was read. */
  const reading = (up: BusLink): Observable<Entry> => {
    const log = up.log(server)
    return combineLatest([log.tail(), up.newest(server, subjects.own('mark'))]).pipe(
      switchMap(([tail, found]) => {
        end = tail.last
        // a log that ends before what was read is another one, made anew
        const goesOn = hasBegun && reader.read > 0 && reader.read <= tail.last
        if (!goesOn) {
          const mark = found === undefined ? undefined : readMark(found.text)
          reader.begin({ sequence: mark?.first ?? tail.last + 1, mark })
          hasBegun = true
          past = tail.last
        }
        look()
        return log.read(reader.read + 1)
      }),
      keptReading(away),
    )
  }
  const run = (): Subscription => {
    hasBegun = false
    set({ _tag: 'Connecting', peer: peer() })
    const all = new Subscription(() => {
      link = undefined
      if (!isClosed) set({ _tag: 'Idle' })
      changed()
    })
    all.add(every(LOOK, look))
    all.add(
      nats.state$
        .pipe(
          switchMap((state) => {
            link = state._tag === 'Up' ? state.link : undefined
            if (state._tag === 'Away') set(waiting(state.failure))
            changed()
            return link === undefined ? EMPTY : reading(link)
          }),
        )
        .subscribe({
          next: entry,
          error: (error: unknown) => {
            away(busFailure(error))
          },
        }),
    )
    running = all
    return all
  }
  const use = new RefCount(run, linger)
  const ask = askingOver({
    subjects,
    timeout,
    link: () => link,
    epoch: () => reader.epoch,
    watch: (watcher) => {
      watchers.add(watcher)
      return () => {
        watchers.delete(watcher)
      }
    },
    use: () => use.acquire(),
  })
  const close = (): Promise<void> => {
    if (isClosed) return Promise.resolve()
    isClosed = true
    use.reset()
    running.unsubscribe()
    set({ _tag: 'Closed', failure: O.none })
    for (const hub of [status, frames, live, fault, leading]) hub.close()
    return Promise.resolve()
  }
  return {
    name: server,
    events: 'on',
    status$: status.stream$,
    fault$: fault.stream$,
    frame$: acquiring(use)(live.stream$),
    acceptedFrame$: acquiring(use)(frames.stream$),
    leading$: acquiring(use)(leading.stream$),
    ask,
    report,
    metrics: () => ({ ...count, readySince, pending: watchers.size }),
    isReplaying,
    close,
  }
}
