/** The rooms of a simulation, as data. */

export interface RoomUser {
  readonly uniqueid: string
  readonly admin: boolean
  readonly muted: boolean
  readonly talking: boolean
  /** The time of joining: milliseconds of the scheduler. */
  readonly since: number
}

export interface Room {
  readonly name: string
  readonly bridge: string
  readonly users: readonly RoomUser[]
  readonly locked: boolean
}

/** A flag as ConfBridge writes it. */
export const yes = (on: boolean): string => (on ? 'Yes' : 'No')
