/** The options and the face of a gateway. */
import type { Observable } from 'rxjs'
import type { ConnectOptions, Failure, Metrics, Status } from '../index.js'
import type { Role } from './lead.js'
import type { Published } from './publish.js'

/** Options of `gateway`. All times are in milliseconds. */
export interface GatewayOptions {
  /** The name of the Asterisk in the fleet: letters, digits, `_` and `-`, 32 at most. Events carry it as their `origin`. */
  readonly server: string
  /** The login at Asterisk, as for `connect`. All gateways of one Asterisk need logins with equal rights and filters. */
  readonly asterisk: Omit<ConnectOptions, 'name'>
  /**
   * The models and events that are published. Default: all that members of `Asterisk` read. A list replaces the default. Workers that need
   * more are told so by `Masked`.
   */
  readonly publish?: readonly Published[] | undefined
  /** Another gateway takes over when the leader was silent for so long. Equal in all gateways. Default: 1500. */
  readonly lease?: number | undefined
  /** The copies of the log, where this gateway makes it: 1, or 3 in a cluster. Default: 1. */
  readonly replicas?: number | undefined
  /** The name of this gateway for people. Default: a random one. */
  readonly name?: string | undefined
  /** `backlog`: characters of frames that wait while the bus is away. Default: 67,108,864. */
  readonly limits?: { readonly backlog?: number | undefined } | undefined
}

/** Counts of a gateway. */
export interface GatewayMetrics {
  readonly asterisk: Metrics
  readonly role: Role
  /** True while the bus answers. */
  readonly isBusUp: boolean
  /** Entries that the log has not confirmed. */
  readonly waiting: number
  /** Frames that were published, or kept ready by a follower. */
  readonly published: number
  /** Gaps that this gateway wrote into the log. */
  readonly gaps: number
  /** Actions that this gateway offered to send. */
  readonly offers: number
  /** Actions of workers that were sent. */
  readonly actions: number
  /** Actions that a worker took when this gateway led no longer: not sent. */
  readonly declined: number
}

/** A running gateway. */
export interface Gateway {
  /** The name, with a random end: no two gateways have the same. */
  readonly name: string
  /** The newest role first. Completes at `close()`. Fails with `BusLoginRefused` when the bus refuses the login; the gateway has ended then. */
  readonly role$: Observable<Role>
  /** The link to Asterisk, as `status$` of `connect`. */
  readonly status$: Observable<Status>
  /** Failures that end nothing. */
  readonly fault$: Observable<Failure>
  readonly metrics: () => GatewayMetrics
  /** Resigns, so that the next gateway leads within 100 ms, and closes the link. Not the bus. */
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}
