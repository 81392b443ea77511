/** The connection of a worker: frames from the log of one Asterisk, actions by its leading gateway. */
import * as O from 'fp-ts/lib/Option.js'
import { EMPTY, type Observable, Subscription, switchMap } from 'rxjs'
import { AmiError, type Connection, type Failure, frame, type Frame, type Gap, type Status } from '../index.js'
import { elapsed, timeOfDay } from '../rx/clock.js'
import { every } from '../rx/every.js'
import { Hub } from '../rx/hub.js'
import { acquiring, RefCount } from '../rx/refCount.js'
import { keptReading } from './again.js'
import { askingOver } from './asking.js'
import { busFailure } from './busFailure.js'
import { Follower } from './follower.js'
import type { Bus, BusLink, BusState } from './link.js'
import type { Entry } from './log.js'
import { asteriskOf, type Leader, Reader } from './reader.js'
import { subjectsOf } from './subject.js'
import { unpublished } from './unpublished.js'

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
  let running = Subscription.EMPTY
  let refusal: Failure | undefined
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
    behind: follower.behind(),
  })
  const changed = (): void => {
    for (const watcher of [...watchers]) watcher()
    leading.next(leadingNow())
  }
  const reader: Reader = new Reader(elapsed, {
    frame: (each) => {
      count.frames += 1
      if (each.event !== undefined) count.events += 1
      if (!follower.isReplaying()) live.next(each)
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
  const follower = new Follower(server, reader)
  const masks = unpublished({
    server,
    published: () => (newest._tag === 'Ready' ? reader.published : undefined),
    report,
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
    if (link === undefined || !follower.hasBegun || follower.behind() > 0) return
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
    masks.look()
  }

  const entry = (each: Entry): void => {
    reader.entry(each)
    if (follower.behind() > 0) return
    if (follower.hasArrived()) frames.next(PRESENT)
    look()
  }
  /** The bus will not be there: no action waits for it. */
  const giveUp = (failure: Failure): void => {
    refusal = failure
    use.reset()
    set({ _tag: 'Closed', failure: O.some(failure) })
    changed()
    running.unsubscribe()
    for (const hub of [frames, live]) hub.error(new AmiError(failure))
  }
  const busChanged = (state: BusState): Observable<Entry> => {
    link = state._tag === 'Up' ? state.link : undefined
    if (state._tag === 'Away') {
      if (state.failure._tag === 'BusLoginRefused') giveUp(state.failure)
      else set(waiting(state.failure))
    }
    changed()
    return link === undefined ? EMPTY : follower.entries(link, look).pipe(keptReading(away))
  }
  const run = (): Subscription => {
    follower.reset()
    refusal = undefined
    set({ _tag: 'Connecting', peer: peer() })
    const all = new Subscription(() => {
      link = undefined
      if (newest._tag !== 'Closed') set({ _tag: 'Idle' })
      changed()
    })
    all.add(every(LOOK, look))
    running = all
    all.add(
      nats.state$.pipe(switchMap(busChanged)).subscribe({
        next: entry,
        error: (error: unknown) => {
          away(busFailure(error))
        },
      }),
    )
    return all
  }
  const use = new RefCount(run, linger)
  const ask = askingOver({
    subjects,
    timeout,
    link: () => link,
    refusal: () => refusal,
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
    set({ _tag: 'Closed', failure: O.none })
    running.unsubscribe()
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
    isReplaying: () => follower.isReplaying(),
    onWatch: masks.watch,
    close,
  }
}
