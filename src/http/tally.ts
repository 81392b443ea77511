/** Counts of what has happened since the start: links and faults all the time, ended calls and callers of queues while somebody reads. */
import * as O from 'fp-ts/lib/Option.js'
import { distinct, distinctUntilChanged, filter, map, merge, mergeMap, type Observable, Subscription } from 'rxjs'
import type { Asterisk, CallChange, CallOutcome, Failure, LiveCall, QueueOutcome, Status } from '../index.js'
import { noting } from './boardModels.js'
import { Counts, Durations, MOST_LABELS } from './metricsText.js'
import { FAILURES } from './problem.js'

/** The ends of a link, and of a try to open one. */
const LINK_ENDS: readonly Failure['_tag'][] = ['Unreachable', 'NotAmi', 'LoginRefused', 'LinkLost', 'LinkSilent']

const CALL_OUTCOMES: readonly (CallOutcome | 'unknown')[] = [
  'answered',
  'busy',
  'noAnswer',
  'rejected',
  'noSuchNumber',
  'unreachable',
  'congestion',
  'cancelled',
  'byDialplan',
  'failed',
  'unknown',
]

const QUEUE_OUTCOMES: readonly QueueOutcome[] = [
  'answered',
  'leftByKey',
  'abandoned',
  'timedOut',
  'redirected',
  'unknown',
]

/** Seconds until somebody answered. */
const ANSWER_BOUNDS = [1, 2, 5, 10, 15, 20, 30, 45, 60]

/** The outcome of a link in a new status; undefined where the status is none of a new link. */
const linkOutcome = (before: Status['_tag'], status: Status): string | undefined => {
  if (status._tag === 'Ready') return before === 'Ready' ? undefined : 'ready'
  if (status._tag === 'Waiting') return status.failure._tag
  return status._tag === 'Closed' ? O.toUndefined(status.failure)?._tag : undefined
}

/** Seconds between the beginning of a call and its first answer, where both were seen. */
const answerTime = ({ began, answeredAt, seenFrom }: LiveCall): number | undefined =>
  O.isSome(answeredAt) && seenFrom === 'start' ? Math.max(0, answeredAt.value - began) / 1000 : undefined

export class Tally {
  readonly links = new Counts(['ready', ...LINK_ENDS].map((outcome) => ({ outcome })))
  readonly faults = new Counts(FAILURES.map((tag) => ({ tag })))
  readonly callsEnded = new Counts(CALL_OUTCOMES.map((outcome) => ({ outcome })))
  readonly answers = new Durations(ANSWER_BOUNDS, [{}])
  readonly queueCallers = new Counts()
  /** Seconds without a link between two links. */
  away = 0
  readonly #running = new Subscription()
  readonly #queues = new Set<string>()

  /** Subscribing to `status$` and `fault$` opens no link. */
  constructor({ status$, fault$ }: Asterisk) {
    let before: Status['_tag'] = 'Idle'
    this.#running.add(
      noting(status$, (status) => {
        this.#link(before, status)
        before = status._tag
      }).subscribe(),
    )
    this.#running.add(
      noting(fault$, ({ _tag: tag }) => {
        this.faults.add({ tag })
      }).subscribe(),
    )
  }

  /** Counts calls and callers while it is subscribed; opens the link. */
  readonly phones = ({ callChange$, queue$, queueCall }: Asterisk): Observable<never> => {
    const queue = queue$.pipe(
      // one map that changes: its size shows that a queue came or went
      distinctUntilChanged(Object.is, ({ size }) => size),
      mergeMap((queues) => queues.keys()),
      distinct(),
      map((name) => ({ name, label: this.#labelOf(name) })),
    )
    return merge(
      noting(callChange$, (change) => {
        this.#call(change)
      }),
      noting(
        queue.pipe(
          mergeMap(({ name, label }) =>
            queueCall(name).pipe(
              filter(({ _tag }) => _tag === 'Left'),
              map((change) => ({ change, label })),
            ),
          ),
        ),
        ({ change, label }) => {
          if (change._tag === 'Left') this.queueCallers.add({ queue: label, outcome: change.outcome })
        },
      ),
    )
  }

  readonly close = (): void => {
    this.#running.unsubscribe()
  }

  #link(before: Status['_tag'], status: Status): void {
    const outcome = linkOutcome(before, status)
    if (outcome === undefined) return
    this.links.add({ outcome })
    if (status._tag === 'Ready' && O.isSome(status.gap)) this.away += status.gap.value.away / 1000
  }

  #call(change: CallChange): void {
    if (change._tag !== 'Ended') return
    this.callsEnded.add({ outcome: O.toUndefined(change.call.outcome) ?? 'unknown' })
    const seconds = answerTime(change.call)
    if (seconds !== undefined) this.answers.add({}, seconds)
  }

  /** The label of a queue, which is counted from 0 on. */
  #labelOf(name: string): string {
    if (this.#queues.size < MOST_LABELS) this.#queues.add(name)
    const label = this.#queues.has(name) ? name : 'other'
    for (const outcome of QUEUE_OUTCOMES) this.queueCallers.begin({ queue: label, outcome })
    return label
  }
}
