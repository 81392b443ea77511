/** The state that the server tells: the fold of its events. */
import { type Fields, fields, flag, list, texts } from './decode.js'
import {
  type Call,
  call,
  type Device,
  device,
  happening,
  type Happening,
  lack,
  type Lack,
  link,
  type Link,
  type Mailbox,
  mailbox,
  type ParkedCall,
  parkedCall,
  type Queue,
  queue,
  type Registration,
  registration,
  type Room,
  room,
} from './values.js'

interface Lists {
  readonly devices: Device
  readonly calls: Call
  readonly queues: Queue
  readonly parked: ParkedCall
  readonly rooms: Room
  readonly registrations: Registration
  readonly mailboxes: Mailbox
}
type Collection = keyof Lists

/** A collection that is not known yet is undefined, and not empty. */
export type State = { readonly [N in Collection]: ReadonlyMap<string, Lists[N]> | undefined } & {
  readonly link: Link
  readonly lacks: readonly Lack[]
}

interface Row {
  readonly id: string
}

/** Whole values replace the old ones in their place, so that nothing on the page moves. */
const after = <A extends Row>(
  before: ReadonlyMap<string, A> | undefined,
  rows: readonly A[] | undefined,
  gone: readonly string[],
): ReadonlyMap<string, A> | undefined => {
  if (rows === undefined && gone.length === 0) return before
  const now = new Map(before)
  for (const row of rows ?? []) now.set(row.id, row)
  for (const id of gone) now.delete(id)
  return now
}

const rowsAfter = (before: State | undefined, set: Fields, gone: Fields) => {
  const of = <A extends Row>(name: Collection, old: ReadonlyMap<string, A> | undefined, read: (value: Fields) => A) =>
    after(old, list(set[name], read), texts(gone[name]))
  return {
    devices: of('devices', before?.devices, device),
    calls: of('calls', before?.calls, call),
    queues: of('queues', before?.queues, queue),
    parked: of('parked', before?.parked, parkedCall),
    rooms: of('rooms', before?.rooms, room),
    registrations: of('registrations', before?.registrations, registration),
    mailboxes: of('mailboxes', before?.mailboxes, mailbox),
  }
}

export const stateOf = (snapshot: Fields): State => ({
  link: link(fields(snapshot['link'])),
  lacks: list(snapshot['lacks'], lack) ?? [],
  ...rowsAfter(undefined, snapshot, {}),
})

export const stateAfter = (state: State, change: Fields): State => {
  const set = fields(change['set'])
  return {
    ...state,
    ...rowsAfter(state, set, fields(change['gone'])),
    link: set['link'] === undefined ? state.link : link(fields(set['link'])),
  }
}

/** Nothing is known yet. */
export const NOTHING = stateOf({})

const MOST_HAPPENINGS = 50

/** The newest first. A gap, where the server has forgotten some, is one without a name. */
export const happeningsAfter = (before: readonly Happening[], data: Fields, at: number): readonly Happening[] => {
  const gap = flag(data['missed']) ? [{ at, name: '', value: '' }] : []
  const fresh = list(data['userEvents'], happening) ?? []
  return [...[...fresh].reverse(), ...gap, ...before].slice(0, MOST_HAPPENINGS)
}
