/** Random legal histories of a phone system: what people do, what the wire does, in any order. */
import * as fc from 'fast-check'
import type { Exchange, Line } from './exchange.js'

export const PHONES = ['PJSIP/2222', 'PJSIP/200', 'PJSIP/front-door', 'SIP/2222'] as const

const OPERATIONS = [
  'dial',
  'ring',
  'ringAll',
  'answer',
  'hangUp',
  'blindTransfer',
  'attendedTransfer',
  'pickUp',
  'local',
  'optimise',
  'beginMove',
  'endMove',
  'hold',
  'unhold',
  'rename',
  'deliver',
  'deliver',
  'list',
  'list',
  'cancelledList',
  'lose',
  'cutList',
  'login',
] as const

/** One thing that happens, to the one of those it can happen to that the numbers choose; nothing, where there is none. */
export interface Happening {
  readonly op: (typeof OPERATIONS)[number]
  readonly a: number
  readonly b: number
}

export const history: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.record({ op: fc.constantFrom(...OPERATIONS), a: fc.nat(7), b: fc.nat(7) }),
  { maxLength: 80, size: 'max' },
)

const pick = <A>(from: readonly A[], n: number): A | undefined => from[n % Math.max(1, from.length)]

const partnerOf = (pbx: Exchange, line: Line): Line | undefined =>
  pbx.lines().find((each) => each !== line && each.bridge !== undefined && each.bridge === line.bridge)

const legsOf = (pbx: Exchange, caller: Line): readonly Line[] =>
  pbx.lines().filter((each) => each.caller === caller && each.state !== 'Up')

const invite = (pbx: Exchange, caller: Line, phone: string): Line => {
  const leg = pbx.open(phone, 'Down', caller)
  pbx.state(leg, 'Ringing')
  return leg
}

/** True for a phone that waits for an answer. */
const isWaiting = (line: Line): boolean => line.caller === undefined && line.bridge === undefined && !line.moving

const connect = (pbx: Exchange, caller: Line, leg: Line): void => {
  if (leg.state !== 'Up') pbx.state(leg, 'Up')
  if (caller.state !== 'Up') pbx.state(caller, 'Up')
  leg.caller = undefined
  const bridge = pbx.newBridge()
  pbx.enter(leg, bridge)
  pbx.enter(caller, bridge)
  for (const loser of legsOf(pbx, caller)) pbx.end(loser)
}

const hangUp = (pbx: Exchange, line: Line): void => {
  const partner = partnerOf(pbx, line)
  for (const each of [line, ...(partner === undefined ? [] : [partner])]) {
    if (each.bridge !== undefined) pbx.leave(each)
    for (const leg of legsOf(pbx, each)) pbx.end(leg)
    pbx.end(each)
  }
}

const transferTo = (pbx: Exchange, transferer: Line, phone: string): void => {
  const partner = partnerOf(pbx, transferer)
  if (partner === undefined) return
  pbx.leave(transferer)
  pbx.leave(partner)
  pbx.end(transferer)
  invite(pbx, partner, phone)
}

/** Two calls of one phone become one of its two partners. */
const attended = (pbx: Exchange, first: Line): void => {
  const device = first.name.replace(/-[^-]*$/, '')
  const second = pbx
    .lines()
    .find((each) => each !== first && each.name.startsWith(`${device}-`) && each.bridge !== undefined)
  const [left, right] = [partnerOf(pbx, first), second === undefined ? undefined : partnerOf(pbx, second)]
  if (second === undefined || left === undefined || right === undefined || left === second) return
  const { bridge } = right
  if (bridge === undefined) return
  pbx.leave(second)
  pbx.leave(left)
  pbx.enter(left, bridge)
  pbx.leave(first)
  pbx.end(first)
  pbx.end(second)
}

const pickUp = (pbx: Exchange, leg: Line, phone: string): void => {
  const { caller } = leg
  if (caller === undefined) return
  const taker = pbx.open(phone, 'Ring')
  pbx.end(leg)
  connect(pbx, caller, taker)
}

/** Both halves of a Local channel: one is called by a caller, the other one calls on. */
const local = (pbx: Exchange, caller: Line, phone: string): void => {
  const name = `Local/x@internal-${String(pbx.lines().length).padStart(8, '0')}${caller.uniqueid.slice(11)}`
  const one = pbx.open(`${name};1`, 'Down', caller)
  const two = pbx.open(`${name};2`, 'Ring')
  invite(pbx, two, phone)
  pbx.state(one, 'Ringing')
}

/** A Local pair with a partner on both sides leaves the call: the partners talk without it. */
const optimise = (pbx: Exchange, one: Line): void => {
  const two = pbx.lines().find(({ name }) => name === one.name.replace(';1', ';2'))
  const [left, right] = [partnerOf(pbx, one), two === undefined ? undefined : partnerOf(pbx, two)]
  if (two === undefined || left === undefined || right === undefined || left.bridge === undefined) return
  const { bridge } = left
  pbx.leave(one)
  pbx.leave(right)
  pbx.enter(right, bridge)
  pbx.leave(two)
  pbx.end(one)
  pbx.end(two)
}

type Doing = (pbx: Exchange, a: number, b: number) => void

const on =
  (whom: (line: Line) => boolean, act: (pbx: Exchange, line: Line, phone: string) => void): Doing =>
  (pbx, a, b) => {
    const line = pick(pbx.lines().filter(whom), a)
    if (line !== undefined) act(pbx, line, PHONES[b % PHONES.length] ?? PHONES[0])
  }
const linked =
  (act: Doing): Doing =>
  (pbx, a, b) => {
    if (pbx.linked()) act(pbx, a, b)
  }
const talks = ({ bridge, moving }: Line): boolean => bridge !== undefined && !moving

const DOING: Readonly<Record<Happening['op'], Doing>> = {
  dial: (pbx, a) => void pbx.open(PHONES[a % PHONES.length] ?? PHONES[0], 'Ring'),
  ring: on(isWaiting, invite),
  ringAll: on(isWaiting, (pbx, caller) => {
    for (const phone of PHONES) invite(pbx, caller, phone)
  }),
  answer: on(
    ({ caller, state }) => caller !== undefined && state === 'Ringing',
    (pbx, leg) => {
      if (leg.caller !== undefined && pbx.lines().includes(leg.caller)) connect(pbx, leg.caller, leg)
    },
  ),
  hangUp: on(({ moving }) => !moving, hangUp),
  blindTransfer: on(talks, transferTo),
  attendedTransfer: on(talks, attended),
  pickUp: on(({ caller, state }) => caller !== undefined && state === 'Ringing', pickUp),
  local: on(isWaiting, local),
  optimise: on(({ name }) => name.endsWith(';1'), optimise),
  beginMove: on(talks, (pbx, line) => {
    pbx.leave(line)
    line.moving = true
    line.missed = 0
  }),
  endMove: on(
    ({ moving }) => moving,
    (pbx, line) => {
      pbx.enter(line, pbx.newBridge())
    },
  ),
  hold: on(
    (line) => talks(line) && !line.held,
    (pbx, line) => {
      pbx.hold(line, true)
    },
  ),
  unhold: on(
    ({ held }) => held,
    (pbx, line) => {
      pbx.hold(line, false)
    },
  ),
  rename: on(talks, (pbx, line, phone) => {
    pbx.rename(line, `${phone}-${line.uniqueid.slice(11).padStart(8, '0')}`)
  }),
  deliver: (pbx, a) => {
    pbx.deliver(1 + a)
  },
  list: linked((pbx) => {
    pbx.list('complete')
  }),
  cancelledList: linked((pbx) => {
    pbx.list('cancelled')
  }),
  cutList: linked((pbx) => {
    pbx.list('cut')
    pbx.lose()
  }),
  lose: linked((pbx) => {
    pbx.lose()
  }),
  login: (pbx) => {
    if (!pbx.linked()) pbx.login()
  },
}

export const happen = (pbx: Exchange, { op, a, b }: Happening): void => {
  DOING[op](pbx, a, b)
}

/** The end of every history: moves end, a link opens, all events arrive, and the two lists of the link. */
export const settle = (pbx: Exchange): void => {
  for (const line of pbx.lines()) if (line.moving) pbx.enter(line, pbx.newBridge())
  if (!pbx.linked()) pbx.login()
  pbx.deliver(Infinity)
  pbx.list('complete')
  pbx.list('complete')
}
