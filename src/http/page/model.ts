/** The state that the server tells: the fold of its events. */
import { type Fields, fields, flag, list, text, texts } from './decode.js'
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

/** A value beside the members of which the server has told it: a change has only the members that changed. */
type Told<A> = A & { readonly told: Fields }
type Rows<A> = ReadonlyMap<string, Told<A>> | undefined

/** A collection that is not known yet is undefined, and not empty. */
export type State = { readonly [N in Collection]: Rows<Lists[N]> } & {
  readonly link: Link
  readonly lacks: readonly Lack[]
}

const idOf = (row: Fields): string => text(row['id'])

/**
 * New values come whole, of the others come the members that changed. A value keeps its place, so that nothing on the page moves. One that
 * has not changed is the same object: what shows it is not drawn again.
 */
const rowsAfter = <A>(before: Rows<A>, name: Collection, change: Fields, read: (value: Fields) => A): Rows<A> => {
  const [set, patch] = ['set', 'patch'].map((part) => list(fields(change[part])[name], (row) => row))
  const gone = texts(fields(change['gone'])[name])
  if (set === undefined && patch === undefined && gone.length === 0) return before
  const now = new Map(before)
  const put = (told: Fields): void => {
    now.set(idOf(told), { ...read(told), told })
  }
  for (const row of set ?? []) put(row)
  for (const row of patch ?? []) {
    const old = now.get(idOf(row))
    if (old !== undefined) put({ ...old.told, ...row })
  }
  for (const id of gone) now.delete(id)
  return now
}

const listsAfter = (before: State | undefined, change: Fields) => ({
  devices: rowsAfter(before?.devices, 'devices', change, device),
  calls: rowsAfter(before?.calls, 'calls', change, call),
  queues: rowsAfter(before?.queues, 'queues', change, queue),
  parked: rowsAfter(before?.parked, 'parked', change, parkedCall),
  rooms: rowsAfter(before?.rooms, 'rooms', change, room),
  registrations: rowsAfter(before?.registrations, 'registrations', change, registration),
  mailboxes: rowsAfter(before?.mailboxes, 'mailboxes', change, mailbox),
})

export const stateOf = (snapshot: Fields): State => ({
  link: link(fields(snapshot['link'])),
  lacks: list(snapshot['lacks'], lack) ?? [],
  ...listsAfter(undefined, { set: snapshot }),
})

export const stateAfter = (state: State, change: Fields): State => {
  const set = fields(change['set'])
  return {
    ...state,
    ...listsAfter(state, change),
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
