/** The actions of the page: each is sent once, and its result is shown where it was begun. */
import type { Fields } from './decode.js'
import { change, isCurrent, type Page, seen } from './page.js'
import { ask, newKey, type Order, outcomeOf, type Result, send } from './server.js'
import type { Call, Device, Leg } from './values.js'

/** Milliseconds for which a result stays. */
const SHOWN = 8000
/** Milliseconds between two questions for an outcome: events may not pass. */
const ASK_AGAIN = 3000

const awaited = new Map<string, (result: Result) => void>()
/** The keys of orders whose fate is unknown: the same order again is the same request, and not a second one. */
const unknownKeys = new Map<string, string>()

const note = (about: string, result: Result | undefined): void => {
  const results = new Map(seen().results)
  if (result === undefined) results.delete(about)
  else results.set(about, result)
  change({ results })
}

/** Takes an event `outcome`. */
export const takeOutcome = (data: Fields): void => {
  const result = outcomeOf(data)
  if (result !== undefined) awaited.get(String(data['request']))?.(result)
}

const outcome = async (request: string): Promise<Result> => {
  const told = new Promise<Result>((resolve) => awaited.set(request, resolve))
  for (;;) {
    const { status, body } = await ask(`api/requests/${encodeURIComponent(request)}`)
    const known = status === 200 ? outcomeOf(body) : status === 404 ? ({ _tag: 'Unknown' } as const) : undefined
    if (known !== undefined) return known
    const pause = new Promise<undefined>((resolve) => setTimeout(resolve, ASK_AGAIN))
    const result = await Promise.race([told, pause])
    if (result !== undefined) return result
  }
}

/** Does it, unless the same thing is being done already. `about`: the call, phone or member whose row shows the result. */
const perform = async (about: string, order: Order): Promise<void> => {
  if (seen().results.get(about)?._tag === 'Running' || !isCurrent(seen())) return
  note(about, { _tag: 'Running' })
  const fingerprint = JSON.stringify(order)
  const key = unknownKeys.get(fingerprint) ?? newKey()
  unknownKeys.set(fingerprint, key)
  const sent = await send(order, key)
  const result = typeof sent === 'string' ? await outcome(sent) : sent
  if (typeof sent === 'string') awaited.delete(sent)
  if (result._tag !== 'Unknown') unknownKeys.delete(fingerprint)
  note(about, result)
  setTimeout(() => {
    if (seen().results.get(about) === result) note(about, undefined)
  }, SHOWN)
}

const callPath = (id: string): string => `api/calls/${encodeURIComponent(id)}`

/** All sides of a call that live. */
const sidesOf = ({ caller, answeredBy, ringing }: Call): readonly Leg[] => [
  ...(caller === null ? [] : [caller]),
  ...answeredBy,
  ...ringing,
]

/** The side that is moved: not my own, where I am one of them. The server moves the caller by default. */
const movedSide = (call: Call, phone: string): { readonly leg?: string } => {
  const sides = sidesOf(call)
  const mine = sides.find(({ device }) => device === phone)
  const other = sides.find((leg) => leg !== mine)
  return mine === undefined || other === undefined ? {} : { leg: other.uniqueid }
}

export const transfer = (call: Call, to: string): void => {
  const body = { to, ...movedSide(call, seen().settings.phone) }
  void perform(call.id, { method: 'POST', path: `${callPath(call.id)}/transfer`, body })
}

export const park = (call: Call): void => {
  void perform(call.id, {
    method: 'POST',
    path: `${callPath(call.id)}/park`,
    body: movedSide(call, seen().settings.phone),
  })
}

export const end = ({ id }: Call): void => {
  void perform(id, { method: 'DELETE', path: callPath(id) })
}

/** Brings the caller to my phone: a call that rings elsewhere, or a caller of a queue by its channel. */
export const pickUp = (id: string): void => {
  void perform(id, { method: 'POST', path: `${callPath(id)}/take`, body: { to: seen().settings.phone } })
}

export const takeParked = (id: string): void => {
  const path = `api/parked/${encodeURIComponent(id)}/take`
  void perform(id, { method: 'POST', path, body: { to: seen().settings.phone } })
}

export const place = (destination: string): void => {
  const source = seen().settings.phone
  void perform(`phone ${source}`, { method: 'POST', path: 'api/calls', body: { source, destination } })
}

export const pauseMember = (queue: string, member: string, paused: boolean, reason: string): void => {
  const path = `api/queues/${encodeURIComponent(queue)}/members/${encodeURIComponent(member)}/pause`
  const body = reason === '' ? { paused } : { paused, reason }
  void perform(`${queue} ${member}`, { method: 'PUT', path, body })
}

export const inRoom = (room: string, user: string, action: 'mute' | 'unmute' | 'kick'): void => {
  const path = `api/rooms/${encodeURIComponent(room)}/users/${encodeURIComponent(user)}/${action}`
  void perform(user, { method: 'POST', path })
}

/** True where a call rings that I could take to my phone. */
export const canPickUp = ({ settings }: Page, call: Call): boolean =>
  settings.phone !== '' && call.state === 'ringing' && !call.ringing.some(({ device }) => device === settings.phone)

export const nameOf = ({ name, id }: Device): string => (name === id ? id : `${name} ${id}`)
