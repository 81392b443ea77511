/** The call log of a house: the records of all its connections, as a stream and as an item. */
import * as O from 'fp-ts/lib/Option.js'
import { defer, type Observable, startWith } from 'rxjs'
import type { Event } from '../../index.js'
import { Hub } from '../../rx/hub.js'
import { ignoreRefusal } from './binding.js'
import { callLog, type CallLogOptions, type LoggedCall } from './callLog.js'
import type { Items } from './items.js'
import { wholeFile } from '../config/problem.js'
import type { ItemSettings } from '../config/settings.js'

export interface LogBook {
  /** Takes call detail records. */
  readonly records: Pick<Hub<Event>, 'next'>
  /** The call log; emits the current one first. */
  readonly callLog$: Observable<readonly LoggedCall[]>
  readonly complete: () => void
}

/** The item of smarthome.py's call log. */
const LOG_ITEM = 'env.asterisk.log.in'

const logItem: ItemSettings = {
  path: LOG_ITEM,
  type: 'list',
  value: O.none,
  enforceUpdates: false,
  bindings: [],
  attributes: new Map(),
  at: wholeFile(''),
}

/** The items of a configuration and the item of the call log, unless the configuration has an item of that path. */
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
    error: ignoreRefusal,
  })
  return {
    records,
    callLog$: defer(() => later.stream$.pipe(startWith(newest))),
    complete: () => {
      logging.unsubscribe()
      later.complete()
    },
  }
}
