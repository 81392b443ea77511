/** The parked calls of a simulation, as data. */

export interface Parked {
  readonly uniqueid: string
  readonly parker: string
  readonly lot: string
  readonly space: string
  /** The time of parking: milliseconds of the scheduler. */
  readonly since: number
  /** Seconds that it may stay. */
  readonly timeout: number
}
