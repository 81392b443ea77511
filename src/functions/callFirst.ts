/** Rings several phones and keeps the first that answers; the others are ended. */
import * as O from 'fp-ts/lib/Option.js'
import { asyncScheduler, defer, Observable, Subscription } from 'rxjs'
import { AmiError, asFailure, type CallReason, type Failure, show } from '../failure.js'
import { elapsed } from '../rx/clock.js'
import { type Place, RING_TIME } from './call.js'
import type { Call } from './calls/handle.js'
import { type CallOptions, mistake } from './originate.js'

/**
 * The order in which several phones ring: `all` at once; `oneAfterTheOther`, the next when one has failed; `widening`, one more each `every`
 * milliseconds while the others ring on.
 */
export type RingStrategy = 'all' | 'oneAfterTheOther' | 'widening'

/** The options of `callFirst`; all may be left out. */
export interface CallFirstOptions extends CallOptions {
  /**
   * The milliseconds for which phones may ring. `all` and `widening`: the time of the whole, so a phone that begins later rings for the rest.
   * `oneAfterTheOther`: the time of each phone. 30 s
   */
  readonly timeout?: number | undefined
  /** `all` */
  readonly strategy?: RingStrategy | undefined
  /** The milliseconds until `widening` rings one more. 5 s */
  readonly every?: number | undefined
}

const STRATEGIES: readonly string[] = ['all', 'oneAfterTheOther', 'widening']
const EVERY = 5000
/** Q.850: a phone that shows missed calls shows none. */
const ANSWERED_ELSEWHERE = 26

/** The wish for several phones, with its defaults. */
interface Wish {
  readonly sources: readonly string[]
  readonly dest: string
  readonly context: string
  readonly options: CallOptions
  readonly strategy: RingStrategy
  readonly every: number
  readonly ring: number
}

const mistakeIn = ({ sources, dest, context, options, strategy, every, ring }: Wish): string | undefined => {
  if (sources.length === 0) return 'it needs at least one source'
  if (!STRATEGIES.includes(strategy)) return `strategy must be one of ${STRATEGIES.join(', ')}`
  if (!(every > 0)) return 'every must be a number of milliseconds, more than 0'
  if (strategy === 'widening' && every * (sources.length - 1) >= ring)
    return `the last of ${sources.length} phones would begin to ring after the ring time of ${ring} ms; shorten every`
  for (const source of sources) {
    const why = mistake({ source, dest, context, options })
    if (why !== undefined) return why
  }
  return undefined
}

/** Of several reasons the one that most concerns a person. */
const REASONS: readonly CallReason[] = ['noAnswer', 'busy', 'cancelled', 'congestion', 'failed', 'noExtension']

const isUnknown = ({ _tag }: Failure): boolean => _tag === 'FateUnknown' || _tag === 'TimedOut'

/** One failure for all phones. When nothing shows the outcome of one, the outcome of the whole is unknown. */
export const combined = (sources: readonly string[], legs: readonly Failure[]): Failure => {
  const [first] = legs
  const unknown = legs.find(isUnknown)
  if (first !== undefined && legs.length === 1) return first
  if (unknown !== undefined) {
    const others = legs.filter((leg) => leg !== unknown).map(show)
    const why = [unknown._tag === 'FateUnknown' ? unknown.why : show(unknown), ...new Set(others)].join('; ')
    return unknown._tag === 'FateUnknown'
      ? { ...unknown, why }
      : { _tag: 'FateUnknown', action: 'Originate', why, needs: [] }
  }
  const reasons = legs.flatMap((leg) => (leg._tag === 'CallFailed' ? [leg.reason] : []))
  // no phone was called, and all for one reason: that failure says how to mend it
  if (first !== undefined && reasons.length === 0 && legs.every(({ _tag }) => _tag === first._tag)) return first
  const reason = REASONS.find((each) => reasons.includes(each)) ?? 'failed'
  return { _tag: 'CallFailed', source: sources.join(', '), reason, code: O.none, hint: O.none, legs }
}

/** The phones of one wish, from the first ring to the first answer or the last failure. */
class Ringing {
  readonly #place: Place
  readonly #wish: Wish
  readonly #succeed: (call: Call) => void
  readonly #fail: (failure: Failure) => void
  readonly #began = elapsed()
  readonly #legs = new Set<Subscription>()
  readonly #failures: Failure[] = []
  #next = 0
  #isWon = false
  #timer: Subscription | undefined

  constructor(place: Place, wish: Wish, succeed: (call: Call) => void, fail: (failure: Failure) => void) {
    this.#place = place
    this.#wish = wish
    this.#succeed = succeed
    this.#fail = fail
  }

  begin(): void {
    do this.#ringNext()
    while (this.#wish.strategy === 'all' && this.#mayRing())
  }

  end(): void {
    this.#timer?.unsubscribe()
    this.#next = this.#wish.sources.length
    for (const leg of this.#legs) leg.unsubscribe()
    this.#legs.clear()
  }

  #mayRing(): boolean {
    return this.#next < this.#wish.sources.length
  }

  #ringNext(): void {
    const { sources, dest, context, options, strategy, every, ring } = this.#wish
    const at = this.#next
    const source = sources[at]
    if (source === undefined) return
    this.#next += 1
    const timeout = strategy === 'widening' ? Math.max(1, ring - (elapsed() - this.#began)) : ring
    const leg = new Subscription()
    this.#legs.add(leg)
    this.#timer?.unsubscribe()
    if (strategy === 'widening' && this.#mayRing())
      this.#timer = asyncScheduler.schedule(() => {
        this.#ringNext()
      }, every)
    const cause = (): number | undefined => (this.#isWon ? ANSWERED_ELSEWHERE : undefined)
    leg.add(
      this.#place({ source, dest, context, options: { ...options, timeout } }, cause).subscribe({
        next: (call) => {
          this.#won(leg, call)
        },
        error: (error: unknown) => {
          this.#lost(leg, at, asFailure(error))
        },
      }),
    )
  }

  /** The others end before the value is emitted: on the wire their Hangups precede all that a subscriber sends. */
  #won(leg: Subscription, call: Call): void {
    this.#isWon = true
    this.#legs.delete(leg)
    this.end()
    this.#succeed(call)
  }

  #lost(leg: Subscription, at: number, failure: Failure): void {
    this.#legs.delete(leg)
    this.#failures[at] = failure
    if (this.#legs.size > 0) return
    if (this.#mayRing()) {
      if (this.#wish.strategy !== 'all') this.#ringNext()
    } else this.#fail(combined(this.#wish.sources, this.#failures))
  }
}

/** Rings `sources`; the first that answers continues with `dest` in `context`. */
export const callFirst =
  (place: Place) =>
  (
    sources: readonly string[],
    dest: string,
    context: string,
    options: string | CallFirstOptions = {},
  ): Observable<Call> =>
    defer(() => {
      const given: CallFirstOptions = typeof options === 'string' ? { callerId: options } : options
      const { strategy = 'all', every = EVERY, ...rest } = given
      const ring = rest.timeout ?? RING_TIME
      const wish: Wish = { sources: [...new Set(sources)], dest, context, options: rest, strategy, every, ring }
      const why = mistakeIn(wish)
      if (why !== undefined) throw new AmiError({ _tag: 'InvalidAction', action: 'Originate', why })
      return new Observable<Call>((subscriber) => {
        const ringing = new Ringing(
          place,
          wish,
          (call) => {
            subscriber.next(call)
            subscriber.complete()
          },
          (failure) => {
            subscriber.error(new AmiError(failure))
          },
        )
        ringing.begin()
        return () => {
          ringing.end()
        }
      })
    })
