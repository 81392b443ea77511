/** The values that the page shows, as the server sends them, and the fold of its events. */

export interface Party {
  readonly number: string | null
  readonly name: string | null
}
interface Leg extends Party {
  readonly device: string
  readonly uniqueid: string
}
export interface Device {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly peer: Party | null
  readonly since: number | null
}
export interface Call {
  readonly id: string
  readonly state: string
  readonly caller: Leg | null
  readonly called: string | null
  readonly answeredBy: readonly Leg[]
  readonly began: number
  readonly answeredAt: number | null
}
interface Member {
  readonly interface: string
  readonly name: string
  readonly state: string
  readonly paused: { readonly reason: string | null } | null
}
export interface Queue {
  readonly id: string
  readonly name: string
  readonly waiting: readonly { readonly id: string; readonly who: Party; readonly since: number }[]
  readonly members: readonly Member[]
}
interface Parked {
  readonly id: string
  readonly space: string
  readonly who: Party
  readonly since: number | null
}
interface Room {
  readonly id: string
  readonly users: readonly { readonly device: string }[]
}
interface Link {
  readonly state: string
  readonly current: boolean
  readonly lostAt: number | null
}

interface Lists {
  devices: Device
  calls: Call
  queues: Queue
  parked: Parked
  rooms: Room
}
type Name = keyof Lists
const NAMES: readonly Name[] = ['devices', 'calls', 'queues', 'parked', 'rooms']

/** A collection that is not known yet is undefined, and not empty. */
export type State = { readonly [N in Name]?: ReadonlyMap<string, Lists[N]> } & { readonly link?: Link }

export interface Snapshot {
  readonly at: number
  readonly link: Link
  readonly [name: string]: unknown
}
export interface Changes {
  readonly at: number
  readonly set: { readonly link?: Link; readonly [name: string]: unknown }
  readonly gone: Readonly<Record<string, readonly string[]>>
}

const rowsOf = (value: unknown): readonly { readonly id: string }[] | undefined =>
  Array.isArray(value) ? value : undefined

export const stateOf = (snapshot: Snapshot): State =>
  Object.fromEntries([
    ['link', snapshot.link],
    ...NAMES.flatMap((name) => {
      const rows = rowsOf(snapshot[name])
      return rows === undefined ? [] : [[name, new Map(rows.map((row) => [row.id, row]))]]
    }),
  ])

/** Whole values replace the old ones in their place, so that nothing on the page moves. */
export const stateAfter = (state: State, { set, gone }: Changes): State => ({
  ...state,
  ...(set.link === undefined ? {} : { link: set.link }),
  ...Object.fromEntries(
    NAMES.flatMap((name) => {
      const rows = rowsOf(set[name])
      const left = gone[name] ?? []
      if (rows === undefined && left.length === 0) return []
      const now = new Map<string, { readonly id: string }>(state[name])
      for (const row of rows ?? []) now.set(row.id, row)
      for (const id of left) now.delete(id)
      return [[name, now]]
    }),
  ),
})
