/** The values that the page shows, read from what the server sends. */
import { type Fields, fields, flag, list, number, numberOrNull, orNull, text, textOrNull, texts } from './decode.js'

export const STATES = ['ringing', 'talking', 'dialing', 'held', 'free', 'unreachable', 'unknown'] as const
/** The state of a phone, a call or a member. */
export type Word = (typeof STATES)[number]

const word = (value: unknown): Word => STATES.find((each) => each === value) ?? 'unknown'

const party = (each: Fields) => ({ number: textOrNull(each['number']), name: textOrNull(each['name']) })
export type Party = ReturnType<typeof party>

const partyIn = (value: unknown): Party => party(fields(value))

const leg = (each: Fields) => ({ ...party(each), device: text(each['device']), uniqueid: text(each['uniqueid']) })
export type Leg = ReturnType<typeof leg>

export const device = (each: Fields) => ({
  id: text(each['id']),
  name: text(each['name']),
  state: word(each['state']),
  peer: orNull(each['peer'], party),
  since: numberOrNull(each['since']),
  calls: texts(each['calls']),
})
export type Device = ReturnType<typeof device>

export const call = (each: Fields) => ({
  id: text(each['id']),
  isParked: each['state'] === 'parked',
  state: word(each['state']),
  caller: orNull(each['caller'], leg),
  called: textOrNull(each['called']),
  answeredBy: list(each['answeredBy'], leg) ?? [],
  ringing: (
    list(each['attempts'], (attempt) => ({
      to: leg(fields(attempt['to'])),
      isOpen: attempt['outcome'] === null && attempt['ended'] === null,
    })) ?? []
  ).flatMap(({ to, isOpen }) => (isOpen ? [to] : [])),
  queue: orNull(each['queue'], (queue) => text(queue['name'])),
  room: textOrNull(each['conference']),
  began: number(each['began']),
  answeredAt: numberOrNull(each['answeredAt']),
})
export type Call = ReturnType<typeof call>

export const queue = (each: Fields) => ({
  id: text(each['id']),
  name: text(each['name']),
  waiting:
    list(each['waiting'], (caller) => ({
      id: text(caller['id']),
      who: partyIn(caller['who']),
      since: numberOrNull(caller['since']),
    })) ?? [],
  members:
    list(each['members'], (member) => ({
      interface: text(member['interface']),
      name: text(member['name']),
      state: word(member['state']),
      paused: orNull(member['paused'], ({ reason, since }) => ({
        reason: textOrNull(reason),
        since: numberOrNull(since),
      })),
    })) ?? [],
  completed: number(each['completed']),
  serviceLevel: number(each['serviceLevel']),
  served: number(each['served']),
})
export type Queue = ReturnType<typeof queue>

export const parkedCall = (each: Fields) => ({
  id: text(each['id']),
  space: text(each['space']),
  who: partyIn(each['who']),
  since: numberOrNull(each['since']),
  returnsAt: numberOrNull(each['returnsAt']),
})
export type ParkedCall = ReturnType<typeof parkedCall>

export const room = (each: Fields) => ({
  id: text(each['id']),
  users:
    list(each['users'], (user) => ({
      id: text(user['id']),
      device: text(user['device']),
      who: partyIn(user['who']),
      muted: flag(user['muted']),
      talking: flag(user['talking']),
    })) ?? [],
})
export type Room = ReturnType<typeof room>

export const registration = (each: Fields) => ({
  id: text(each['id']),
  name: text(each['name']),
  state: text(each['state']),
})

export type Registration = ReturnType<typeof registration>

export const mailbox = (each: Fields) => ({ id: text(each['id']), new: number(each['new']), old: number(each['old']) })
export type Mailbox = ReturnType<typeof mailbox>

export const happening = (each: Fields) => ({
  at: number(each['at']),
  name: text(each['name']),
  value: textOrNull(each['value']) ?? textOrNull(each['source']) ?? '',
})
export type Happening = ReturnType<typeof happening>

export const link = (each: Fields) => ({
  state: text(each['state']),
  current: flag(each['current']),
  reading: texts(each['reading']),
  lostAt: numberOrNull(each['lostAt']),
  nextTry: numberOrNull(each['nextTry']),
  unknown: texts(each['unknown']),
})
export type Link = ReturnType<typeof link>

export const lack = (each: Fields) => ({
  stream: text(each['stream']),
  /** `read` or `write`: the line of manager.conf. */
  line: text(each['grant']).replace(/=.*$/, ''),
  classes: texts(each['read']),
})
export type Lack = ReturnType<typeof lack>

export const about = (each: Fields) => ({
  version: text(each['version']),
  title: text(each['title']) || 'Switchboard',
  user: text(each['user']),
  allowed: texts(each['allowed']),
  lacks: list(each['lacks'], lack) ?? [],
  groups: Object.entries(fields(each['groups'])).map(([name, devices]) => ({ name, devices: texts(devices) })),
  popUrl: textOrNull(each['popUrl']),
  /** The settings that the server keeps for this user; null where it keeps none. */
  settings: orNull(each['settings'], (settings) => settings),
})
export type About = ReturnType<typeof about>
