/** Gateways of one Asterisk over a log in memory, step by step. */
import { of } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Log } from '../../src/nats/log.js'
import { Member } from '../../src/nats/member.js'
import { readLead } from '../../src/nats/notes.js'
import { subjectsOf } from '../../src/nats/subject.js'
import { MemoryLog } from './memoryLog.js'

const LEASE = 100
const subjects = subjectsOf('berlin')

/** A log and its gateways. `stamped`: Asterisk writes a time into each event. */
const group = (stamped: boolean) => {
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

const test = suite('member')

test('a new leader goes on after the newest frame of the log', () => {
  const { member, hear, live, written } = group(true)
  const old = member('old')
  const next = member('next')
  for (const n of [1, 2]) hear(old, n)
  for (const n of [1, 2, 3]) hear(next, n)
  live(next)
  hear(next, 4)
  assert.equal(written(), ['1', '2', '3', '4'])
})

test('a new leader whose link is slow tells a gap, and writes no frame again that the log has', () => {
  const { member, hear, live, written } = group(true)
  const old = member('old')
  const next = member('next')
  for (const n of [1, 2, 3]) hear(old, n)
  hear(next, 1)
  live(next)
  for (const n of [2, 3, 4]) hear(next, n)
  assert.equal(written(), ['1', '2', '3', 'gap', '4'])
})

test('what an earlier gap has lost does not come late', () => {
  const { member, hear, live, written } = group(true)
  const old = member('old')
  const next = member('next')
  hear(old, 1)
  old.linked(false)
  old.linked(true)
  live(old)
  hear(old, 4)
  for (const n of [1, 2]) hear(next, n)
  live(next)
  for (const n of [3, 4, 5]) hear(next, n)
  assert.equal(written(), ['1', 'gap', '4', 'gap', '5'])
})

test('a clock of Asterisk that was set back stops nothing', () => {
  const { member, hear, live, written } = group(true)
  const old = member('old')
  const next = member('next')
  hear(old, 3600)
  live(next)
  for (const n of [5, 6]) hear(next, n)
  assert.equal(written(), ['3600', 'gap', '5', '6'])
})

test('without timestamps an equal text may be another event: it is written', () => {
  const { member, hear, live, written } = group(false)
  const old = member('old')
  const next = member('next')
  hear(old, 1)
  live(next)
  hear(next, 2)
  assert.equal(written(), ['Hangup', 'gap', 'Hangup'])
})

test('without timestamps a frame that both have may be another one with the same text: a gap is told at once', () => {
  const { log, member, hear, written } = group(false)
  const old = member('old')
  const next = member('next')
  for (const each of [old, next]) hear(each, 1)
  log.now += LEASE
  next.tick()
  assert.equal(written(), ['Hangup', 'gap'])
  assert.match(log.entries.at(-1)?.text ?? '', /set timestampevents = yes/)
})

test('a gateway that logged in after the newest frame waits for nothing: it tells a gap at once', () => {
  const { log, member, hear, written } = group(true)
  hear(member('old'), 1)
  const late = member('late')
  log.now += LEASE
  late.tick()
  assert.equal(written(), ['1', 'gap'])
  assert.match(log.entries.at(-1)?.text ?? '', /a frame that this gateway has not/)
})

test('frames that came before a gap are still there when the same gateway leads again', () => {
  const { member, hear, live, written } = group(true)
  const first = member('first')
  const second = member('second')
  for (const each of [first, second]) hear(each, 7)
  const late = member('late')
  for (const each of [second, late]) hear(each, 8)
  live(late)
  live(second)
  hear(late, 9)
  live(late)
  hear(late, 10)
  assert.equal(written(), ['7', 'gap', '8', '9', '10'])
})

test('a frame that came too late for the log shows the place when the same gateway leads again', () => {
  const { member, hear, live, written } = group(true)
  const first = member('first')
  const second = member('second')
  const slow = member('slow')
  for (const each of [first, second]) for (const n of [1, 2]) hear(each, n)
  hear(slow, 1)
  live(slow)
  hear(slow, 2)
  live(second)
  live(slow)
  hear(slow, 3)
  assert.equal(written(), ['1', '2', 'gap', '3'])
})

test('a gateway that cannot read the log leaves the lead to others', () => {
  const { member, hear, live, written } = group(true)
  const old = member('old')
  const deaf = member('deaf', false)
  const next = member('next')
  for (const each of [old, next]) hear(each, 1)
  live(deaf)
  live(deaf, next)
  assert.ok(next.holds())
  hear(next, 2)
  assert.equal(written(), ['1', '2'])
})

test('a leader reads no entry, and begins again when another one leads', () => {
  const { member, hear, live } = group(true)
  const old = member('old')
  const next = member('next')
  for (const each of [old, next]) hear(each, 1)
  live(old)
  assert.equal([old.isReading(), next.isReading()], [false, true])
  live(next)
  old.tick()
  assert.equal([old.isReading(), next.isReading()], [true, false])
})

test('a leader that could not read the end of the log reads it before it writes a frame', () => {
  const { log, port, member, hear, live, written } = group(true)
  const old = member('old')
  const tail: Log['tail'] = () => of({ last: log.entries.length, id: undefined, subject: '', text: '' })
  const next = member('next', false, { ...port, tail })
  for (const n of [1, 2]) hear(old, n)
  for (const n of [1, 2, 3]) hear(next, n)
  live(next)
  assert.ok(next.isReading())
  assert.equal(written(), ['1', '2'])
  for (const entry of [...log.entries]) next.entry(entry)
  assert.not(next.isReading())
  assert.equal(written(), ['1', '2', '3'])
})

test('a leader that was replaced goes on after what it stored, when it leads again', () => {
  const { member, hear, live, written } = group(true)
  const old = member('old')
  const next = member('next')
  for (const n of [1, 2]) for (const each of [old, next]) hear(each, n)
  live(next)
  // the log refuses it, so the old leader follows
  for (const n of [3, 4]) hear(old, n)
  live(old)
  hear(old, 5)
  assert.equal(written(), ['1', '2', '3', '4', '5'])
})

test('a leader that stored nothing goes on after the frame at which it began', () => {
  const { member, hear, live, written } = group(true)
  const old = member('old')
  const next = member('next')
  for (const each of [old, next]) hear(each, 1)
  live(next)
  live(old)
  for (const n of [2, 3]) hear(next, n)
  live(next)
  assert.equal(written(), ['1', '2', '3'])
})

/** A gateway whose entries wait on their way to the log. */
const wired = (all: ReturnType<typeof group>) => {
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

test('frames of a link that was lost are not in a row with those of the next one', () => {
  const all = group(true)
  const { member, hear, live, written } = all
  const { gateway: old, flow, lose, live: liveAlone } = wired(all)
  flow()
  const next = member('next')
  for (const each of [old, next]) hear(each, 1)
  flow()
  for (const each of [old, next]) hear(each, 2)
  old.linked(false)
  lose()
  old.linked(true)
  hear(old, 4)
  live(next)
  assert.equal(written(), ['1', '2'])
  liveAlone()
  assert.equal(written(), ['1', '2', 'gap'])
})

test('frames that a leader could not store are not in a row with those after its gap', () => {
  const all = group(true)
  const { log, member, hear, live, written } = all
  const { gateway: old, flow, lose, live: liveAlone } = wired(all)
  flow()
  const next = member('next')
  hear(old, 1)
  flow()
  hear(old, 2)
  lose()
  log.now += LEASE
  old.tick()
  old.linked(false)
  old.linked(true)
  // the log answers again: 2, and a gap for 3 and 4, are on their way
  flow()
  hear(old, 5)
  lose()
  for (const n of [1, 2]) hear(next, n)
  live(next)
  assert.equal(written(), ['1', '2'])
  liveAlone()
  assert.equal(written(), ['1', '2', 'gap'])
})

test.run()
