/** The newest status of each connection of a house, replayed to late subscribers. */
import { defer, type Observable, startWith } from 'rxjs'
import type { Status } from '../../index.js'
import { Hub } from '../../rx/hub.js'

/** The status of one connection. */
export interface ConnectionStatus {
  readonly connection: string
  readonly status: Status
}

export interface StatusBoard {
  /** Each new status; at first the newest of each connection. */
  readonly status$: Observable<ConnectionStatus>
  readonly update: (connection: string, status: Status) => void
  /** Forgets all other connections. */
  readonly keep: (connections: readonly string[]) => void
  readonly complete: () => void
}

export const statusBoard = (): StatusBoard => {
  const later = new Hub<ConnectionStatus>()
  const newest = new Map<string, Status>()
  return {
    status$: defer(() =>
      later.stream$.pipe(startWith(...[...newest].map(([connection, status]) => ({ connection, status })))),
    ),
    update: (connection, status) => {
      newest.set(connection, status)
      later.next({ connection, status })
    },
    keep: (connections) => {
      for (const name of [...newest.keys()]) if (!connections.includes(name)) newest.delete(name)
    },
    complete: () => {
      later.complete()
    },
  }
}
