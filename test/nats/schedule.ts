/** Schedules: three gateways, one Asterisk, one log, workers; every message, clock and pause moves when the schedule says so. */
import { Observable } from 'rxjs'
import type { Failure } from '../../src/index.js'
import { Errand } from '../../src/nats/errand.js'
import { idFrom, type Log } from '../../src/nats/log.js'
import { Member } from '../../src/nats/member.js'
import { readLead } from '../../src/nats/notes.js'
import { Offers, type Told, type WantedAction } from '../../src/nats/offer.js'
import { stampOf } from '../../src/nats/standby.js'
import { kindOf, subjectsOf } from '../../src/nats/subject.js'
import { MemoryLog } from './memoryLog.js'

const LEASE = 80
const subjects = subjectsOf('berlin')

/** A message on its way. `to`: the process that must be awake to take it; undefined for the server. */
interface Flight {
  readonly to: Process | undefined
  readonly deliver: () => void
  readonly lost: () => void
}

interface Process {
  isPaused: boolean
}

/** One run: the choices are its only input. */
export class Schedule {
  readonly log = new MemoryLog()
  readonly executed: string[] = []
  readonly failures = new Map<string, Failure>()
  readonly #flights: Flight[] = []
  readonly #gateways: Gateway[]
  readonly #errands = new Map<string, { readonly errand: Errand; readonly process: Process }>()
  /** Frames that Asterisk has sent so far. */
  sent = 0
  now = 0
  #serial = 0
  readonly isStamped: boolean

  constructor(isStamped: boolean, gateways = 3) {
    this.isStamped = isStamped
    this.#gateways = Array.from({ length: gateways }, (_, index) => new Gateway(this, `g${index}`))
  }

  fly(to: Process | undefined, deliver: () => void, lost: () => void = () => undefined): void {
    this.#flights.push({ to, deliver, lost })
  }

  text(n: number): string {
    return this.isStamped ? `Event: Hangup\r\nTimestamp: ${n / 1000}` : `Event: Hangup\r\nSequence: ${n % 3}`
  }

  /** One step. */
  step(choice: number): void {
    const kind = choice % 16
    const rest = Math.floor(choice / 16)
    const gateway = this.#gateways[rest % this.#gateways.length]
    if (gateway === undefined) return
    if (kind < 6) this.#deliver(rest, false)
    else if (kind === 6) {
      if (rest % 10 === 0) this.#deliver(rest, true)
      else this.#deliver(rest, false)
    } else if (kind === 7) this.sent += 1
    else if (kind === 8 || kind === 9) gateway.hear()
    else if (kind === 10) gateway.read(this.log)
    else if (kind === 11) this.#pass(rest % 12 === 0 ? 90 : 1 + (rest % 6))
    else if (kind === 12) gateway.isPaused = rest % 3 === 0 && !gateway.isPaused
    else if (kind === 13) {
      if (rest % 40 === 0) gateway.relink()
      else this.#want()
    } else if (kind === 14) this.#late(rest)
    else if (rest % 40 === 0) this.log.restart()
    else gateway.read(this.log)
  }

  /** Everybody wakes, and all is delivered. */
  settle(): void {
    for (const gateway of this.#gateways) gateway.isPaused = false
    for (let round = 0; round < 60; round += 1) {
      this.#pass(LEASE / 8)
      for (let n = this.#flights.length; n > 0; n -= 1) this.#deliver(0, false)
      for (const gateway of this.#gateways) {
        for (let n = 0; n < 20; n += 1) gateway.hear()
        for (let n = 0; n < 40; n += 1) gateway.read(this.log)
      }
    }
  }

  #pass(milliseconds: number): void {
    this.now += milliseconds
    this.log.now = this.now
    for (const gateway of this.#gateways) if (!gateway.isPaused) gateway.member.tick()
  }

  #deliver(choice: number, isLost: boolean): void {
    if (this.#flights.length === 0) return
    const index = choice % this.#flights.length
    const [flight] = this.#flights.splice(index, 1)
    if (flight === undefined) return
    if (isLost) flight.lost()
    else if (flight.to?.isPaused === true) this.#flights.push(flight)
    else flight.deliver()
  }

  /** A worker wants an action. */
  #want(): void {
    this.#serial += 1
    const id = `a${this.#serial}`
    const process: Process = { isPaused: false }
    const wanted: WantedAction = { action: id, lines: [], form: 'response', within: 1000 }
    const errand: Errand = new Errand(id, {
      publishRequest: () => {
        for (const gateway of this.#gateways) this.fly(gateway, () => gateway.offers.request(wanted, id))
      },
      publishGo: (subject) => {
        const [, name = '', serial = ''] = subject.split('.')
        const gateway = this.#gateways.find((each) => each.name === name)
        if (gateway !== undefined) this.fly(gateway, () => gateway.offers.go(serial))
      },
      frame: () => undefined,
      failed: (failure) => {
        this.failures.set(id, failure)
      },
      done: () => undefined,
    })
    this.#errands.set(id, { errand, process })
    errand.request()
  }

  /** A worker's patience ends, it asks again, or it learns of an epoch. */
  #late(choice: number): void {
    const all = [...this.#errands.values()]
    const one = all[choice % Math.max(1, all.length)]
    if (one === undefined) return
    if (choice % 9 === 0) one.errand.late(1000)
    else if (choice % 3 === 1) one.errand.request()
    else one.errand.epoch(this.epoch())
  }

  epoch(): number {
    return idFrom(this.log.tail().id ?? '')?.epoch ?? 0
  }

  tell(reply: string, told: Told): void {
    const one = this.#errands.get(reply)
    if (one !== undefined) {
      this.fly(one.process, () => {
        one.errand.told(told, 0)
      })
    }
  }
}

/** A gateway of the schedule. */
class Gateway implements Process {
  readonly name: string
  readonly member: Member
  readonly offers: Offers
  isPaused = false
  /** Frames of Asterisk that its link has delivered. */
  #heard = 0
  #epoch: number | undefined
  #serial = 0
  readonly #schedule: Schedule

  constructor(schedule: Schedule, name: string) {
    this.#schedule = schedule
    this.name = name
    const now = (): number => schedule.now
    const log: Log = {
      most: () => 1_000_000,
      append: (entry, expecting, done) => {
        const unanswered = (): void => {
          schedule.fly(this, () => {
            done?.({ _tag: 'Unanswered' })
          })
        }
        schedule.fly(
          undefined,
          () => {
            const appended = schedule.log.append(entry, expecting)
            schedule.fly(
              this,
              () => {
                done?.(appended)
              },
              unanswered,
            )
          },
          unanswered,
        )
      },
      tail: () =>
        new Observable((subscriber) => {
          const fail = (): void => {
            subscriber.error(new Error('lost'))
          }
          const ask = (): void => {
            const tail = schedule.log.tail()
            const answer = (): void => {
              subscriber.next(tail)
              subscriber.complete()
            }
            schedule.fly(this, answer, fail)
          }
          schedule.fly(undefined, ask, fail)
        }),
      read: () => new Observable(),
    }
    this.member = new Member({
      server: 'berlin',
      gateway: name,
      lease: LEASE,
      log,
      subjects,
      now,
      soon: (send) => {
        schedule.fly(this, send, send)
      },
      timeOfDay: now,
      backlog: 1_000_000,
      fault: () => undefined,
      role: (role) => {
        if (role._tag === 'Leading') this.#epoch = role.epoch
      },
      writing: (isNewLink) => {
        if (isNewLink) this.member.own({ subject: subjects.own('link'), text: '' })
      },
    })
    this.offers = new Offers({
      now,
      epoch: () => (this.member.holds() ? this.#epoch : undefined),
      newId: () => String((this.#serial += 1)),
      goSubject: (id) => `off.${name}.${id}`,
      tell: (reply, told) => {
        schedule.tell(reply, told)
      },
      execute: ({ action }, tell) => {
        schedule.executed.push(action)
        tell({ _tag: 'End' })
      },
    })
    this.member.linked(true)
  }

  /** Its link delivers the next frame. */
  hear(): void {
    if (this.isPaused || this.#heard >= this.#schedule.sent) return
    this.#heard += 1
    this.member.frame({ subject: subjects.state('Hangup'), text: this.#schedule.text(this.#heard) })
  }

  /** It reads the next entry of the log. */
  read(log: MemoryLog): void {
    const entry = log.entries[this.member.read]
    if (this.isPaused || entry === undefined || !this.member.isReading()) return
    this.member.entry(entry)
  }

  /** Its link breaks, and comes back: what Asterisk said before is lost for it. */
  relink(): void {
    if (this.isPaused) return
    this.member.linked(false)
    this.#heard = this.#schedule.sent
    this.member.linked(true)
  }
}

/** The first broken promise of a run; undefined where all hold. */
export const brokenPromise = ({ log, executed, failures, isStamped }: Schedule): string | undefined => {
  let epoch = 0
  let frame = 0
  let mayJump = true
  for (const { id, subject, text } of log.entries) {
    const by = idFrom(id)
    if (by === undefined) return `no id: ${id}`
    if (by.epoch < epoch) return `epoch ${by.epoch} after ${epoch}`
    if (by.epoch > epoch && readLead(text)?.does !== 'lead') return `epoch ${by.epoch} begins without a lead`
    epoch = by.epoch
    const kind = kindOf(subject)
    if (kind === 'gap') mayJump = true
    if (kind !== 'state' || !isStamped) continue
    const n = Math.round(1000 * (stampOf(text) ?? 0))
    if (n <= frame) return `frame ${n} after ${frame}`
    if (n > frame + 1 && !mayJump) return `frame ${n} after ${frame} without a gap`
    frame = n
    mayJump = false
  }
  if (new Set(executed).size !== executed.length) return `executed twice: ${executed.join()}`
  for (const [id, failure] of failures) {
    if (failure._tag === 'NotSent' && executed.includes(id)) return `${id} was NotSent and executed`
  }
  return undefined
}
