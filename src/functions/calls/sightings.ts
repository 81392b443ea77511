/** The frames about the channel of one pending call, folded as they come. */
import { type Observable, Subject, type Subscription } from 'rxjs'
import type { Frame } from '../../protocol/frame.js'
import { type Trace, traceAfter, UNSEEN } from './trace.js'

/** Frames about the other leg that came before the answer: so many are kept for the handle. */
const MOST_EARLY = 32

export class Sightings {
  /** The trace at each change; completes when no more frames can come. */
  readonly change$: Observable<Trace>
  /** Frames about legs that were dialled before the call was told as answered: the wire has no order between these two. */
  early: readonly Frame[] = []
  trace: Trace = UNSEEN
  readonly #changes = new Subject<Trace>()
  readonly #uniqueid: string

  constructor(uniqueid: string) {
    this.change$ = this.#changes
    this.#uniqueid = uniqueid
  }

  follow(frame$: Observable<Frame>): Subscription {
    const end = (): void => {
      this.#changes.complete()
    }
    return frame$.subscribe({
      next: (frame) => {
        this.#keepEarly(frame)
        this.found(frame)
      },
      error: end,
      complete: end,
    })
  }

  /** Takes an event about the channel, or its item in a list. */
  found(frame: Frame): void {
    const trace = traceAfter(this.trace, frame, this.#uniqueid)
    if (trace === this.trace) return
    this.trace = trace
    this.#changes.next(trace)
  }

  #keepEarly(frame: Frame): void {
    if ((frame.event === 'DialBegin' || frame.event === 'DialEnd') && frame.exact('Uniqueid') === this.#uniqueid)
      this.early = [...this.early, frame].slice(-MOST_EARLY)
  }
}
