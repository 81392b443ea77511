/** What the connections of a house are doing, the newest of each kept for whoever comes later. */
import { Observable } from 'rxjs'
import type { Status } from '../../connection/status.js'
import { Hub } from '../../rx/hub.js'

/** What one of the connections is doing. */
export interface ConnectionStatus {
  readonly connection: string
  readonly status: Status
}

export interface StatusBoard {
  /** The newest of each first. */
  readonly status$: Observable<ConnectionStatus>
  readonly tell: (connection: string, status: Status) => void
  /** Forgets the connections that are gone. */
  readonly keep: (connections: readonly string[]) => void
  readonly complete: () => void
}

export const statusBoard = (): StatusBoard => {
  const later = new Hub<ConnectionStatus>()
  const newest = new Map<string, Status>()
  return {
    status$: new Observable((subscriber) => {
      for (const [connection, status] of newest) subscriber.next({ connection, status })
      return later.stream$.subscribe(subscriber)
    }),
    tell: (connection, status) => {
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
