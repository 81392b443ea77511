/** A house: runs a configuration. Its items follow Asterisk, its logics run, and a reload restarts only what changed. */
import * as O from 'fp-ts/lib/Option.js'
import { type Observable, Subscription } from 'rxjs'
import { type Asterisk, connect, type ConnectOptions, type Failure, type Status } from '../../index.js'
import { Hub, keyedHub } from '../../rx/hub.js'
import { ignoreRefusal } from './binding.js'
import type { CallLogOptions, LoggedCall } from './callLog.js'
import type { HouseFault } from './fault.js'
import type { ItemState } from './item.js'
import { type Items, items as itemsOfHouse } from './items.js'
import { type HouseConnection, houseConnections } from './houseConnections.js'
import { logBook, withLogItem } from './logBook.js'
import { parts } from './parts.js'
import type { Configuration, LogicSettings } from '../config/settings.js'
import { type ConnectionStatus, type StatusBoard, statusBoard } from './statusBoard.js'
import { fromLogic, type LogicContext, type LogicHandlers, type LogicTrigger } from './trigger.js'
import { partsOf, type Wiring } from './wiring.js'

/** Options of a house. */
export interface HouseOptions {
  /** The handlers of the logics, by name. */
  readonly handlers?: LogicHandlers
  /** Replaces rx-asterisk's `connect`, for other options or a simulated Asterisk. */
  readonly connect?: (options: ConnectOptions) => Asterisk
  readonly callLog?: CallLogOptions
}

/** A run of a logic. */
export interface LogicRun {
  readonly logic: string
  readonly trigger: LogicTrigger
}

/** A running configuration. */
export interface House {
  readonly items: Items
  /** The connections by the names of their sections: `house.connections.get('ast')` is `sh.ast`. */
  readonly connections: ReadonlyMap<string, Asterisk>
  /** Failures that end nothing. Completes at `close()`. */
  readonly fault$: Observable<HouseFault>
  /** The status of each connection; the newest of each first. Completes at `close()`. */
  readonly status$: Observable<ConnectionStatus>
  /** Each run of a logic, at its beginning. Completes at `close()`. */
  readonly run$: Observable<LogicRun>
  /**
   * The newest incoming calls, the newest first; emits the current log at once. The item `env.asterisk.log.in` has the same value.
   * Completes at `close()`.
   */
  readonly callLog$: Observable<readonly LoggedCall[]>
  /** Triggers a logic. */
  readonly trigger: (logic: string, value?: unknown) => void
  /** Starts the house and opens its links. Unsubscribing stops everything; the links close after their linger. */
  readonly start: () => Subscription
  /** Replaces the configuration. Items, links and logics that do not change go on without a break. */
  readonly reload: (configuration: Configuration, handlers?: LogicHandlers) => void
  /** Stops everything at once, with Logoff on each link. Resolves when all links are closed. */
  readonly close: () => Promise<void>
}

/**
 * Makes a house from a configuration. Opens nothing before `start`.
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
  const runs = new Hub<LogicRun>()
  const firstValues = new Hub<ItemState>()
  const triggers = keyedHub<LogicTrigger>()
  const board = statusBoard()
  const running = parts()
  const ownConnections = houseConnections(options.connect ?? connect)
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
  const connectionsByName = (): ReadonlyMap<string, Asterisk> =>
    new Map(ownConnections.all().map(({ name, asterisk }) => [name, asterisk]))
  const contextOf = ({ name, attributes }: LogicSettings, signal: AbortSignal): LogicContext => ({
    logic: { name, attributes },
    items,
    get asterisk() {
      return firstOf(ownConnections.all())
    },
    get connections() {
      return connectionsByName()
    },
    trigger: trigger(name),
    signal,
  })
  const wiring = (): Wiring => ({
    ...now,
    items,
    connections: ownConnections.all(),
    triggers,
    records: book.records,
    firstValues,
    report,
    watchConnection: watchConnection(board, report),
    runLogic: (settings, handler, cause, signal) => {
      runs.next({ logic: settings.name, trigger: cause })
      return handler(cause, contextOf(settings, signal))
    },
  })
  const applyConfiguration = (): void => {
    ownConnections.reconfigure(now.configuration.connections)
    items.reconfigure(withLogItem(now.configuration.items))
    board.keep([...connectionsByName().keys()])
    running.update(started ? partsOf(wiring()) : new Map())
  }
  const startOrStop = (wanted: boolean): void => {
    started = wanted && !closed
    running.update(started ? partsOf(wiring()) : new Map())
  }
  applyConfiguration()

  return {
    items,
    get connections() {
      return connectionsByName()
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
      applyConfiguration()
    },
    close: () => {
      closed = true
      const done = ownConnections.close()
      startOrStop(false)
      for (const each of [items, faults, runs, board, book]) each.complete()
      return done
    },
  }
}

/** Reports the status and the faults of a connection, and the failure that closed it. */
const watchConnection =
  (board: StatusBoard, report: (fault: HouseFault) => void) =>
  ({ name, asterisk }: HouseConnection): Subscription => {
    const fault = (failure: Failure): void => {
      report({ _tag: 'ConnectionFault', connection: name, failure })
    }
    const watching = asterisk.fault$.subscribe({ next: fault, error: ignoreRefusal })
    const status = (next: Status): void => {
      board.update(name, next)
      if (next._tag === 'Closed' && O.isSome(next.failure)) fault(next.failure.value)
    }
    watching.add(asterisk.status$.subscribe({ next: status, error: ignoreRefusal }))
    return watching
  }

const firstOf = (connections: readonly HouseConnection[]): Asterisk => {
  const [first] = connections
  if (first === undefined) throw new TypeError('the configuration has no connection: see etc/plugin.conf')
  return first.asterisk
}
