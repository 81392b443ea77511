/** Asks Asterisk for the present state whenever a link begins, as AMI repeats nothing of an outage. */
import { asyncScheduler } from 'rxjs'
import { type Failure, type FailureReporter, failureOf } from '../failure.js'
import type { Asker, Query } from '../model/model.js'
import { LOST_BY_OUTAGE, LOST_WITH_MODEL } from '../model/rows.js'
import type { Frame } from '../protocol/frame.js'
import type { Ask } from '../request/request.js'
import { elapsed } from '../rx/clock.js'
import { reportOnce } from '../rx/reportOnce.js'
import { answer$, isNone } from './resyncAnswer.js'
import { type Entry, fresh, keyOf, mayPass, restart, stop } from './resyncEntry.js'
import type { Gap } from './status.js'

const LONGEST_WAIT = 30_000
/** Milliseconds between two requests for the same list, at least. */
const LIST_INTERVAL = 1000
/** Settled queries that no row needs and that are remembered, so that they keep this interval. */
const MOST_SETTLED = 1000

/** Give or take a tenth, in whole milliseconds: a fraction in virtual time makes timers wait for less than the clock can count. */
const about = (milliseconds: number): number => Math.round(milliseconds * (0.9 + Math.random() / 5))
/** The thing that a denial is about: the classes of which one is missing, or the action where they are not known. */
const missingIn = (failure: Failure): string => {
  if (failure._tag !== 'Refused') return failure._tag
  return failure.needs.length > 0 ? failure.needs.join(' or ') : failure.action
}

/**
 * Asks the questions: one at a time, the smallest first, and only while a row needs them. At each link all questions are due. After an answer
 * a question is asked again by its `confirm` and its `every`. Without an answer it is asked again after 1, 2, 4 … 30 s, and after a denial at
 * the next link.
 */
export class Resync<Model extends string> implements Asker {
  readonly #models: readonly Model[]
  readonly #ask: Ask
  readonly #report: FailureReporter
  /** A right that is missing is reported once, for all links. */
  readonly #reportDenied: FailureReporter
  readonly #onReading: (reading: readonly Model[]) => void
  readonly #entries = new Map<string, Entry>()
  #isReady = false
  #isPumping = false
  #reading: readonly Model[] = []

  /** `models`: the names of all rows, in the order in which they are named. */
  constructor(
    models: readonly Model[],
    ask: Ask,
    report: FailureReporter,
    onReading: (reading: readonly Model[]) => void,
  ) {
    this.#models = models
    this.#ask = ask
    this.#report = report
    this.#reportDenied = reportOnce(missingIn, report)
    this.#onReading = onReading
  }

  need(row: string, query: Query): () => void {
    const key = keyOf(query)
    const entry = this.#entries.get(key) ?? fresh(query)
    this.#entries.set(key, entry)
    // an answer of before was read by nobody who stays
    if (entry.rows.size === 0) restart(entry)
    entry.rows.set(row, (entry.rows.get(row) ?? 0) + 1)
    this.#pump()
    this.#emitReading()
    let needed = true
    return () => {
      if (needed) this.#release(key, entry, row)
      needed = false
    }
  }

  again(row: string, query: Query): void {
    if (!this.#isReady) return
    const key = keyOf(query)
    const entry = this.#entries.get(key) ?? fresh(query)
    if (entry.state === 'denied') return
    this.#entries.set(key, entry)
    if (entry.rows.size === 0) entry.once = row
    entry.confirms = false
    const since = elapsed() - entry.askedAt
    if (query.question.form === 'list' && since < LIST_INTERVAL) this.#later(entry, LIST_INTERVAL - since)
    else this.#makeDue(entry)
  }

  /** The gap before a new link: to be called before `begin`, which forgets the denials of the old one. */
  gap(away: number): Gap<Model> {
    const denied = this.#rows(({ state }) => state === 'denied')
    const watched = this.#rows(() => true)
    return {
      away,
      resynchronised: watched.filter((name) => !denied.includes(name)),
      unknown: [...LOST_BY_OUTAGE, ...watched.flatMap((name) => LOST_WITH_MODEL[name] ?? []), ...denied],
    }
  }

  /** The models that are watched and not current. */
  reading(): readonly Model[] {
    return this.#rows(({ isReading, state }) => isReading && state !== 'denied')
  }

  /** A link begins: everything is due, and rights may have changed. */
  begin(): void {
    for (const entry of this.#entries.values()) restart(entry)
    this.#reading = this.reading()
  }

  /** The link takes requests. */
  ready(): void {
    this.#isReady = true
    this.#pump()
    // a subscriber of Ready may watch a further model
    this.#emitReading()
  }

  /** The link is over. */
  away(): void {
    this.#isReady = false
    for (const [key, entry] of this.#entries) {
      stop(entry)
      entry.once = undefined
      if (entry.rows.size === 0) this.#entries.delete(key)
    }
  }

  #rows(matches: (entry: Entry) => boolean): readonly Model[] {
    // nothing is watched: most links of a program that only sends actions (bench: connecting)
    if (this.#entries.size === 0) return []
    const names = new Set(
      [...this.#entries.values()].filter(matches).flatMap(({ rows, once }) => [...rows.keys(), once]),
    )
    return this.#models.filter((name) => names.has(name))
  }

  #emitReading(): void {
    if (!this.#isReady) return
    const reading = this.reading()
    if (reading.length === this.#reading.length && reading.every((name) => this.#reading.includes(name))) return
    this.#reading = reading
    this.#onReading(reading)
  }

  #release(key: string, entry: Entry, row: string): void {
    const left = (entry.rows.get(row) ?? 0) - 1
    if (left > 0) entry.rows.set(row, left)
    else entry.rows.delete(row)
    if (entry.rows.size > 0 || entry.once !== undefined) return
    this.#entries.delete(key)
    stop(entry)
    this.#emitReading()
    this.#pump()
  }

  #makeDue(entry: Entry): void {
    // the answer on its way may be older than the event that raised the doubt
    stop(entry)
    entry.state = 'due'
    this.#pump()
  }

  #later(entry: Entry, milliseconds: number): void {
    stop(entry)
    entry.state = 'waiting'
    entry.running = asyncScheduler.schedule(() => {
      this.#makeDue(entry)
    }, milliseconds)
  }

  /** Asks the smallest question that is due, unless one is under way. A loop, as an answer may come at once. */
  #pump(): void {
    if (this.#isPumping) return
    this.#isPumping = true
    for (let next = this.#next(); next !== undefined; next = this.#next()) this.#askNow(next)
    this.#isPumping = false
  }

  #next(): Entry | undefined {
    if (!this.#isReady) return undefined
    let smallest: Entry | undefined
    for (const entry of this.#entries.values()) {
      if (entry.state === 'asking') return undefined
      if (entry.state !== 'due') continue
      if (smallest === undefined || entry.query.question.weight < smallest.query.question.weight) smallest = entry
    }
    return smallest
  }

  #askNow(entry: Entry): void {
    entry.state = 'asking'
    entry.askedAt = elapsed()
    let items: readonly Frame[] = []
    const running = answer$(this.#ask, entry.query).subscribe({
      next: (all) => {
        items = all
      },
      complete: () => {
        this.#answered(entry, items)
      },
      error: (error: unknown) => {
        this.#failed(entry, failureOf(error))
      },
    })
    // an answer that came at once has settled it already
    if (running.closed) return
    entry.running = running
  }

  #answered(entry: Entry, items: readonly Frame[]): void {
    const { confirm, every } = entry.query.question
    entry.failures = 0
    entry.state = 'settled'
    if (confirm !== undefined && !entry.confirms && (confirm.when?.(items) ?? true)) {
      entry.confirms = true
      this.#later(entry, confirm.after)
    } else {
      entry.confirms = false
      entry.isReading = false
      entry.once = undefined
      if (entry.rows.size === 0) this.#forgetSettled()
      else if (every !== undefined) this.#later(entry, about(every))
    }
    this.#pump()
    this.#emitReading()
  }

  /** Queries that no row needs: the oldest answers are forgotten. */
  #forgetSettled(): void {
    const settled = [...this.#entries].filter(([, { rows, state }]) => rows.size === 0 && state === 'settled')
    for (const [key] of settled.slice(0, Math.max(0, settled.length - MOST_SETTLED))) this.#entries.delete(key)
  }

  #failed(entry: Entry, failure: Failure | undefined): void {
    if (failure !== undefined && isNone(entry.query, failure)) {
      this.#answered(entry, [])
      return
    }
    if (mayPass(failure)) {
      entry.failures += 1
      this.#later(entry, Math.min(LONGEST_WAIT, 1000 * 2 ** (entry.failures - 1)))
    } else {
      entry.state = 'denied'
      if (failure?._tag === 'Refused') this.#reportDenied(failure)
      else if (failure !== undefined) this.#report(failure)
    }
    this.#pump()
    this.#emitReading()
  }
}
