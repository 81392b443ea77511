/** Gateways of one Asterisk over a log in memory. */
import type { Log } from '../../src/nats/log.js'
import { Member } from '../../src/nats/member.js'
import { readLead } from '../../src/nats/notes.js'
import { subjectsOf } from '../../src/nats/subject.js'
import { MemoryLog } from './memoryLog.js'

export const LEASE = 100
const subjects = subjectsOf('berlin')

/** A log and its gateways. `stamped`: Asterisk writes a time into each event. */
export const group = (stamped: boolean) => {
  const log = new MemoryLog()
  const port = log.port()
  const now = (): number => log.now
  const member = (gateway: string, canRead = true, over: Log = port): Member => {
    const made: Member = new Member({
      server: 'berlin',
      gateway,
      lease: LEASE,
      log: over,
      subjects,
      now,
      soon: (send) => {
        send()
      },
      timeOfDay: now,
      backlog: 1_000_000,
      fault: () => undefined,
      role: () => undefined,
      writing: () => undefined,
    })
    if (canRead)
      port.read(1).subscribe((entry) => {
        made.entry(entry)
      })
    made.linked(true)
    return made
  }
  const hear = (gateway: Member, n: number): void => {
    const text = stamped ? `Event: Hangup\r\nTimestamp: ${n}` : 'Event: Hangup'
    gateway.frame({ subject: subjects.state('Hangup'), text })
  }
  /** Three leases pass, in which only these gateways live. */
  const live = (...gateways: readonly Member[]): void => {
    for (let n = 0; n < 24; n += 1) {
      log.now += LEASE / 8
      for (const gateway of gateways) gateway.tick()
    }
  }
  /** Numbers of frames, and gaps, as they stand in the log. */
  const written = (): readonly string[] =>
    log.entries.flatMap(({ subject, text }) => {
      if (readLead(text) !== undefined) return []
      return [text.split('Timestamp: ')[1] ?? subject.split('.').at(-1) ?? '']
    })
  return { log, port, member, hear, live, written }
}

/** A gateway whose entries wait on their way to the log. */
export const wired = (all: ReturnType<typeof group>) => {
  const wire: (() => void)[] = []
  const append: Log['append'] = (...args) => wire.push(() => all.port.append(...args))
  const gateway = all.member('old', true, { ...all.port, append })
  const flow = (): void => {
    for (const send of wire.splice(0)) send()
  }
  const lose = (): void => {
    wire.splice(0)
  }
  /** Time passes in which only this gateway lives. */
  const live = (): void => {
    for (let n = 0; n < 24; n += 1) {
      all.live(gateway)
      flow()
    }
  }
  return { gateway, flow, lose, live }
}
