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

const COLLECTIONS: readonly Collection[] = [
  'devices',
  'calls',
  'queues',
  'parked',
  'rooms',
  'registrations',
  'mailboxes',
]

type Rows<A> = ReadonlyMap<string, A> | undefined

/** A collection that is not known yet is undefined, and not empty. */
export type State = { readonly [N in Collection]: Rows<Lists[N]> } & {
  /** The collections as the server tells them: a change has only the members that changed. */
  readonly told: Readonly<Record<string, Rows<Fields>>>
  readonly link: Link
  readonly lacks: readonly Lack[]
}

const idOf = (row: Fields): string => text(row['id'])

/** New values come whole, of the others come the members that changed. A value keeps its place, so that nothing on the page moves. */
const toldAfter = (before: Rows<Fields>, name: string, change: Fields): Rows<Fields> => {
  const [set, patch] = ['set', 'patch'].map((part) => list(fields(change[part])[name], (row) => row))
  const gone = texts(fields(change['gone'])[name])
  if (set === undefined && patch === undefined && gone.length === 0) return before
  const now = new Map(before)
  for (const row of set ?? []) now.set(idOf(row), row)
  for (const row of patch ?? []) {
    const old = now.get(idOf(row))
    if (old !== undefined) now.set(idOf(row), { ...old, ...row })
  }
  for (const id of gone) now.delete(id)
  return now
}

const rowsAfter = (before: State | undefined, change: Fields) => {
  const told = Object.fromEntries(COLLECTIONS.map((name) => [name, toldAfter(before?.told[name], name, change)]))
  /** A value that has not changed is the same object: what shows it is not drawn again. */
  const of = <A>(name: Collection, old: Rows<A>, read: (value: Fields) => A): Rows<A> => {
    const [now, last] = [told[name], before?.told[name]]
    if (now === undefined || now === last) return old
    const row = (id: string, value: Fields): A => {
      const known = last?.get(id) === value ? old?.get(id) : undefined
      return known ?? read(value)
    }
    return new Map([...now].map(([id, value]) => [id, row(id, value)]))
  }
  return {
    told,
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
  ...rowsAfter(undefined, { set: snapshot }),
})

export const stateAfter = (state: State, change: Fields): State => {
  const set = fields(change['set'])
  return {
    ...state,
    ...rowsAfter(state, change),
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
