/** The parts that all sides of a bridge share. */
import { Subject } from 'rxjs'
import type { Asterisk } from '../index.js'
import { elapsed, timeOfDay } from '../rx/clock.js'
import { Hub } from '../rx/hub.js'
import { reportOnce } from '../rx/reportOnce.js'
import { type BridgeFault, showBridgeFault } from './fault.js'
import { passing } from './happenings.js'
import { Outbox } from './outbox.js'
import type { Filled } from './settings.js'
import { iso } from './text.js'
import { type Topics, topicsOf } from './topics.js'

/** The parts of a bridge that tests replace. */
export interface Surroundings {
  /** A number in [0, 1). */
  readonly random: () => number
  /** A text that no other run has. */
  readonly instance: string
}

export interface Parts extends Surroundings {
  readonly asterisk: Asterisk
  readonly settings: Filled
  readonly topics: Topics
  readonly outbox: Outbox
  readonly faults: Hub<BridgeFault>
  readonly report: (fault: BridgeFault) => void
  /** Ids that never repeat. */
  readonly nextId: () => string
  /** The time of the start, ISO. */
  readonly since: string
  /** The keys of the AstDB that were written by this bridge. */
  readonly written: Subject<string>
}

/** Lines of `log` in a second. */
const MOST_LINES = 10
const SECOND = 1000

/** True for at most ten calls in a second. */
const limiter = (): (() => boolean) => {
  let times: readonly number[] = []
  return () => {
    const now = elapsed()
    times = times.filter((at) => now - at < SECOND)
    if (times.length >= MOST_LINES) return false
    times = [...times, now]
    return true
  }
}

/** Faults that repeat with each link, or each message, are reported once. */
const reporter = (faults: Hub<BridgeFault>, outbox: Outbox, { log }: Topics): Parts['report'] => {
  const mayLog = limiter()
  const tell = (fault: BridgeFault): void => {
    faults.next(fault)
    if (mayLog()) outbox.event(passing(log, { level: 'warning', text: showBridgeFault(fault) }, 0))
  }
  const once = reportOnce(showBridgeFault, tell)
  return (fault) => {
    if (fault._tag === 'EventsDropped') tell(fault)
    else once(fault)
  }
}

export const partsOf = (asterisk: Asterisk, settings: Filled, surroundings: Surroundings): Parts => {
  const [topics, outbox, faults] = [topicsOf(settings.server), new Outbox(), new Hub<BridgeFault>()]
  let serial = 0
  return {
    ...surroundings,
    asterisk,
    settings,
    topics,
    outbox,
    faults,
    report: reporter(faults, outbox, topics),
    nextId: () => `${surroundings.instance}-${(serial += 1)}`,
    since: iso(timeOfDay()),
    written: new Subject(),
  }
}
