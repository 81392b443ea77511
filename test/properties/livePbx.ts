/** Random legal histories of a small PBX: people who call, wait, meet, park and register, while links are lost. */
import * as fc from 'fast-check'
import { map } from 'rxjs'
import type { Transport } from '../../src/index.js'
import type { Simulation } from '../../src/testing/index.js'

export const QUEUES = ['support', 'sales'] as const
export const ROOMS = ['100', '200'] as const
export const PHONES = ['2222', '200', '301'] as const
export const MEMBERS = PHONES.map((name) => `PJSIP/${name}`)

const WORDS = [
  'join',
  'ring',
  'noAnswer',
  'connect',
  'abandon',
  'timeout',
  'key',
  'pause',
  'unpause',
  'add',
  'remove',
  'enter',
  'mute',
  'unmute',
  'talks',
  'silent',
  'lock',
  'unlock',
  'record',
  'park',
  'retrieve',
  'parkTimeout',
  'dial',
  'hold',
  'unhold',
  'hangup',
  'register',
  'reach',
  'lose',
  'unregister',
  'trunk',
  'hint',
  'lamp',
  'presence',
  'login',
  'logoff',
  'drop',
  'restart',
] as const

/** One thing that happens. `one` and `other` choose among what there is. `after`: milliseconds since the one before. */
export interface Happening {
  readonly op: (typeof WORDS)[number]
  readonly one: number
  readonly other: number
  readonly after: number
}

export const histories = (most: number): fc.Arbitrary<readonly Happening[]> =>
  fc.array(
    fc.record({
      op: fc.constantFrom(...WORDS),
      one: fc.nat({ max: 5 }),
      other: fc.nat({ max: 5 }),
      after: fc.constantFrom(0, 0, 1, 20, 300, 1500),
    }),
    { maxLength: most },
  )

const pick = <A>(all: readonly [A, ...A[]], index: number): A => all[index % all.length] ?? all[0]

/** Lets it happen. What is not possible just now does nothing. */
export const happen = (pbx: Simulation, { op, one, other }: Happening): void => {
  const queue = pbx.queue(pick(QUEUES, one))
  const room = pbx.conference(pick(ROOMS, one))
  const phone = `PJSIP/${pick(PHONES, other)}`
  const all = pbx.channels()
  const channel = all[(one * 6 + other) % Math.max(1, all.length)]?.name ?? ''
  const contact = pbx.contact(pick(PHONES, one))
  const acts: Readonly<Record<Happening['op'], () => unknown>> = {
    join: () => queue.join(phone),
    ring: () => {
      queue.ring(phone)
    },
    noAnswer: () => {
      queue.noAnswer(phone)
    },
    connect: () => {
      queue.connect(phone)
    },
    abandon: () => {
      queue.leave(channel)
    },
    timeout: () => {
      queue.leave(channel, 'timeout')
    },
    key: () => {
      queue.leave(channel, 'key')
    },
    pause: () => {
      queue.pause(phone, pick(['', 'lunch'], one))
    },
    unpause: () => {
      queue.unpause(phone)
    },
    add: () => {
      queue.add(phone, { penalty: one })
    },
    remove: () => {
      queue.remove(phone)
    },
    enter: () => room.join(phone, { admin: other === 0, muted: other === 1 }),
    mute: () => {
      room.mute(channel)
    },
    unmute: () => {
      room.unmute(channel)
    },
    talks: () => {
      room.talking(channel, true)
    },
    silent: () => {
      room.talking(channel, false)
    },
    lock: () => {
      room.lock(true)
    },
    unlock: () => {
      room.lock(false)
    },
    record: () => {
      room.record(other % 2 === 0)
    },
    park: () => pbx.park(phone),
    retrieve: () => {
      pbx.retrieve(`70${String(one + 1)}`, phone)
    },
    parkTimeout: () => {
      pbx.parkTimeout(`70${String(one + 1)}`)
    },
    dial: () => pbx.dial(phone, pick(PHONES, one)),
    hold: () => {
      pbx.hold(phone)
    },
    unhold: () => {
      pbx.unhold(phone)
    },
    hangup: () => {
      pbx.hangup(channel)
    },
    register: () => {
      contact.register()
    },
    reach: () => {
      contact.reachable(1000 + other)
    },
    lose: () => {
      contact.unreachable()
    },
    unregister: () => {
      contact.unregister()
    },
    trunk: () => {
      const { registered, rejected, unregistered } = pbx.registration('trunk1')
      pick([registered, rejected, unregistered], other)()
    },
    hint: () => {
      pbx.hint('200@internal', pick([0, 1, 8, 16], other))
    },
    lamp: () => {
      pbx.deviceState('Custom:lamp', pick(['INUSE', 'NOT_INUSE'], other))
    },
    presence: () => {
      pbx.presence('CustomPresence:2222', {
        state: pick(['away', 'available'], other),
        message: pick(['', 'soon'], one),
      })
    },
    login: () => {
      pbx.agent('1001').login()
    },
    logoff: () => {
      pbx.agent('1001').logoff()
    },
    drop: () => {
      pbx.faults.drop(pick(['closed', 'reset'], other))
    },
    restart: () => {
      pbx.faults.restart()
    },
  }
  acts[op]()
}

/** The modules of Asterisk that send an event. Their order among each other is free where the captures showed both orders. */
const sender = (frame: string): 'state' | 'member' | 'conference' | 'parking' | 'bridge' | 'hangup' | 'other' => {
  const name = /^Event: (\w+)/.exec(frame)?.[1] ?? ''
  if (frame.includes('\nActionID: ')) return 'other'
  if (/^(?:DeviceState|ExtensionStatus|Presence|Contact|Peer|Registry)/.test(name)) return 'state'
  if (/^QueueMember(?:Status|Pause)$/.test(name)) return 'member'
  if (/^Confbridge(?:Join|Leave)$/.test(name)) return 'conference'
  if (/^(?:Un)?ParkedCall/.test(name)) return 'parking'
  if (/^Bridge(?:Enter|Leave)$/.test(name)) return 'bridge'
  return name === 'Hangup' ? 'hangup' : 'other'
}

const FREE: readonly string[] = [
  'conference bridge',
  'conference hangup',
  'parking bridge',
  'member bridge',
  'member hangup',
]

const mayChangePlaces = (a: string, b: string): boolean => {
  const [first, second] = [sender(a), sender(b)]
  if (first === 'other' || second === 'other' || first === second) return false
  return (
    first === 'state' ||
    second === 'state' ||
    FREE.includes(`${first} ${second}`) ||
    FREE.includes(`${second} ${first}`)
  )
}

/** The same bytes, with neighbouring events of different modules in any order that Asterisk may send. */
const shuffled = (text: string): string => {
  const frames = text.split(/(?<=\r\n\r\n)/)
  for (let index = 1; index < frames.length; index += 1) {
    const [before = '', frame = ''] = [frames[index - 1], frames[index]]
    if (Math.random() < 0.5 && mayChangePlaces(before, frame)) [frames[index - 1], frames[index]] = [frame, before]
  }
  return frames.join('')
}

/** A transport whose events come in another order. */
export const shuffling = (transport: Transport): Transport => ({
  ...transport,
  open: () =>
    transport.open().pipe(
      map((wire) => ({
        ...wire,
        byte$: wire.byte$.pipe(map((bytes) => Buffer.from(shuffled(Buffer.from(bytes).toString('latin1')), 'latin1'))),
      })),
    ),
})
