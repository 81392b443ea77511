/** A house: a configuration alive. Its items follow Asterisk, its logics run, and a reload keeps what did not change. */
import * as O from 'fp-ts/lib/Option.js'
import { type Observable, Subscription } from 'rxjs'
import { type Asterisk, connect } from '../../asterisk.js'
import type { Status } from '../../connection/status.js'
import type { Failure } from '../../failure.js'
import { Hub, keyedHub } from '../../rx/hub.js'
import type { ConnectOptions } from '../../options.js'
import { neverFails } from './binding.js'
import type { CallLogOptions, LoggedCall } from './callLog.js'
import type { HouseFault } from './fault.js'
import type { ItemState } from './item.js'
import { items as itemsOfHouse, type Items } from './items.js'
import { type Link, links as linksOfHouse } from './links.js'
import { logBook, withLogItem } from './logBook.js'
import { parts } from './parts.js'
import type { Configuration, LogicSettings } from '../config/settings.js'
import { type ConnectionStatus, type StatusBoard, statusBoard } from './statusBoard.js'
import { fromLogic, type LogicContext, type LogicHandlers, type Trigger } from './trigger.js'
import { wired, type Wiring } from './wiring.js'

/** What a house may be given beside its configuration. */
export interface HouseOptions {
  /** What the logics do, by their names. */
  readonly handlers?: LogicHandlers
  /** Replaces rx-asterisk's `connect`: other options, a simulated Asterisk. */
  readonly connect?: (options: ConnectOptions) => Asterisk
  readonly callLog?: CallLogOptions
}

/** A run of a logic that begins. */
export interface Run {
  readonly logic: string
  readonly trigger: Trigger
}

/** A configuration alive. */
export interface House {
  readonly items: Items
  /** By the names of their sections: `house.connections.get('ast')` is `sh.ast`. */
  readonly connections: ReadonlyMap<string, Asterisk>
  /** What goes wrong without ending anything. Completes at `close()`. */
  readonly fault$: Observable<HouseFault>
  /** What the connections do; the newest of each first. Completes at `close()`. */
  readonly status$: Observable<ConnectionStatus>
  /** Each run of a logic, when it begins. Completes at `close()`. */
  readonly run$: Observable<Run>
  /** The newest incoming calls, the newest first; the current log first. Also the item `env.asterisk.log.in`. Completes at `close()`. */
  readonly callLog$: Observable<readonly LoggedCall[]>
  /** Triggers a logic by hand. */
  readonly trigger: (logic: string, value?: unknown) => void
  /** Begins; the links open. Unsubscribing ends all that runs, and the links close after their linger. */
  readonly start: () => Subscription
  /** Goes over to another configuration: items, links and logics that stay as they are notice nothing. */
  readonly reload: (configuration: Configuration, handlers?: LogicHandlers) => void
  /** Ends everything at once, with Logoff on each link; emits when it is done. Hot. */
  readonly close: () => Observable<void>
}

/**
 * Makes a configuration live. Opens nothing before `start`.
 *
 * @example
 * import { configuration, house, showHouseFault } from 'rx-asterisk/smarthome'
 *
 * const { configuration: settings } = configuration(
 *   new Map([
 *     ['etc/plugin.conf', '[ast]\nclass_path = plugins.asterisk\nusername = admin\npassword = secret'],
 *     ['etc/logic.conf', '[logic1]\nast_userevent = Call'],
 *     ['items/office.conf', '[office]\n[[fon]]\ntype = bool\nast_dev = 2222'],
 *   ]),
 * )
 * const home = house(settings, {
 *   handlers: new Map([['logic1', ({ source, value }) => console.log(`${source} is ${String(value)}`)]]),
 * })
 * home.fault$.subscribe((fault) => console.error(showHouseFault(fault)))
 * home.items.changes('*.fon').subscribe(({ path, value }) => console.log(path, value))
 * home.start()
 */
export const house = (configuration: Configuration, options: HouseOptions = {}): House => {
  const faults = new Hub<HouseFault>()
  const runs = new Hub<Run>()
  const firsts = new Hub<ItemState>()
  const triggers = keyedHub<Trigger>()
  const board = statusBoard()
  const running = parts()
  const links = linksOfHouse(options.connect ?? connect)
  const items = itemsOfHouse((item, type, wanted) => {
    faults.next({ _tag: 'WrongType', item, type, wanted })
  })
  const book = logBook(items, options.callLog)
  let now: Pick<Wiring, 'configuration' | 'handlers'> = { configuration, handlers: options.handlers ?? new Map() }
  let started = false
  let closed = false

  const report = (fault: HouseFault): void => {
    faults.next(fault)
  }
  const trigger =
    (from: string | null) =>
    (logic: string, value: unknown = null): void => {
      if (!now.configuration.logics.some(({ name }) => name === logic))
        throw new TypeError(`there is no logic ${logic}`)
      triggers.next(logic, fromLogic(from, value))
    }
  const connections = (): ReadonlyMap<string, Asterisk> =>
    new Map(links.all().map(({ name, asterisk }) => [name, asterisk]))
  const contextOf = ({ name, attributes }: LogicSettings, signal: AbortSignal): LogicContext => ({
    logic: { name, attributes },
    items,
    get asterisk() {
      return firstOf(links.all())
    },
    get connections() {
      return connections()
    },
    trigger: trigger(name),
    signal,
  })
  const wiring = (): Wiring => ({
    ...now,
    items,
    links: links.all(),
    triggers,
    records: book.records,
    firsts,
    report,
    watchLink: watchLink(board, report),
    runLogic: (settings, handler, why, signal) => {
      runs.next({ logic: settings.name, trigger: why })
      return handler(why, contextOf(settings, signal))
    },
  })
  const settle = (): void => {
    links.become(now.configuration.connections)
    items.become(withLogItem(now.configuration.items))
    board.keep([...connections().keys()])
    running.become(started ? wired(wiring()) : new Map())
  }
  const startOrStop = (wanted: boolean): void => {
    started = wanted && !closed
    running.become(started ? wired(wiring()) : new Map())
  }
  settle()

  return {
    items,
    get connections() {
      return connections()
    },
    fault$: faults.stream$,
    status$: board.status$,
    run$: runs.stream$,
    callLog$: book.callLog$,
    trigger: trigger(null),
    start: () => {
      startOrStop(true)
      return new Subscription(() => {
        startOrStop(false)
      })
    },
    reload: (configuration, handlers = now.handlers) => {
      if (closed) return
      now = { configuration, handlers }
      settle()
    },
    close: () => {
      closed = true
      const done$ = links.close()
      startOrStop(false)
      for (const each of [items, faults, runs, board, book]) each.complete()
      return done$
    },
  }
}

/** Tells of one connection: its status, its faults, and the failure that ended its trying. */
const watchLink =
  (board: StatusBoard, report: (fault: HouseFault) => void) =>
  ({ name, asterisk }: Link): Subscription => {
    const fault = (failure: Failure): void => {
      report({ _tag: 'ConnectionFault', connection: name, failure })
    }
    const watching = asterisk.fault$.subscribe({ next: fault, error: neverFails })
    const status = (next: Status): void => {
      board.tell(name, next)
      if (next._tag === 'Closed' && O.isSome(next.failure)) fault(next.failure.value)
    }
    watching.add(asterisk.status$.subscribe({ next: status, error: neverFails }))
    return watching
  }

const firstOf = (links: readonly Link[]): Asterisk => {
  const [first] = links
  if (first === undefined) throw new TypeError('the configuration has no connection: see etc/plugin.conf')
  return first.asterisk
}
