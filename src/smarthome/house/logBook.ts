/** The call log of a house: the records of all its connections, as a stream and as an item. */
import * as O from 'fp-ts/lib/Option.js'
import { Observable } from 'rxjs'
import { Hub } from '../../rx/hub.js'
import type { Event } from '../../protocol/event.js'
import { neverFails } from './binding.js'
import { callLog, type CallLogOptions, type LoggedCall } from './callLog.js'
import type { Items } from './items.js'
import type { ItemSettings } from '../config/settings.js'

export interface LogBook {
  /** Where call detail records go in. */
  readonly records: Pick<Hub<Event>, 'next'>
  /** The current log first. */
  readonly callLog$: Observable<readonly LoggedCall[]>
  readonly complete: () => void
}

/** Where smarthome.py kept its call log. */
const LOG_ITEM = 'env.asterisk.log.in'

const logItem: ItemSettings = {
  path: LOG_ITEM,
  type: 'list',
  value: O.none,
  enforceUpdates: false,
  bindings: [],
  attributes: new Map(),
  at: { file: '', line: 0, column: 0 },
}

/** The items of a configuration and that of the log, unless the configuration has one of that path. */
export const withLogItem = (settings: readonly ItemSettings[]): readonly ItemSettings[] =>
  settings.some(({ path }) => path === LOG_ITEM) ? settings : [...settings, logItem]

export const logBook = (items: Items, options: CallLogOptions | undefined): LogBook => {
  const records = new Hub<Event>()
  const later = new Hub<readonly LoggedCall[]>()
  let newest: readonly LoggedCall[] = []
  const logging = callLog(records.stream$, options).subscribe({
    next: (calls) => {
      newest = calls
      items.get(LOG_ITEM)?.set(calls, { by: 'Asterisk' })
      later.next(calls)
    },
    error: neverFails,
  })
  return {
    records,
    callLog$: new Observable((subscriber) => {
      subscriber.next(newest)
      return later.stream$.subscribe(subscriber)
    }),
    complete: () => {
      logging.unsubscribe()
      later.complete()
    },
  }
}
