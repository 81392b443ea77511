/** The wrap-up time of members, which Asterisk tells in no event. */
import * as O from 'fp-ts/lib/Option.js'
import { concat, defer, distinctUntilChanged, type Observable, of, type OperatorFunction, switchMap, timer } from 'rxjs'
import type { Queue, QueueMember } from '../model/queues/queue.js'
import { timeOfDay } from '../rx/clock.js'

/** A member who wraps up, and the end of that as epoch milliseconds. */
export interface WrappingUp {
  readonly member: QueueMember
  readonly until: number
}

const wrapUp = (member: QueueMember, milliseconds: number, now: number): readonly WrappingUp[] => {
  if (member.inCall || O.isNone(member.lastCall)) return []
  const until = member.lastCall.value + milliseconds
  return until > now ? [{ member, until }] : []
}

const same = (a: readonly WrappingUp[], b: readonly WrappingUp[]): boolean =>
  a.length === b.length &&
  a.every(({ member, until }, index) => {
    const other = b[index]
    return other !== undefined && other.until === until && other.member === member
  })

/** Emits the members who wrap up now, and again whenever one of them is done. */
const following = (members: readonly QueueMember[], milliseconds: number): Observable<readonly WrappingUp[]> =>
  defer(() => {
    const now = timeOfDay()
    const wrapping = members.flatMap((member) => wrapUp(member, milliseconds, now))
    const first = Math.min(...wrapping.map(({ until }) => until))
    const rest$ = defer(() => following(members, milliseconds))
    return wrapping.length === 0
      ? of(wrapping)
      : concat(of(wrapping), timer(Math.max(1, first - now)).pipe(switchMap(() => rest$)))
  })

/**
 * The members of a queue who wrap up after a call, for so many milliseconds. Asterisk tells neither the wrap-up time of a queue nor its end, so
 * both come from you and from a clock.
 *
 *     queue('support')        -q-----c------q-----      c: Anna's call is over
 *     wrappingUp(5)           -[]----[A]--[]-------     [A]: Anna wraps up
 *
 * A member who takes a call, or whom the queue loses, wraps up no longer. The first list tells the last call by Asterisk's clock.
 *
 * @example
 * import { connect, wrappingUp } from 'rx-asterisk'
 *
 * const asterisk = connect({ username: 'admin', password: 'secret' })
 * asterisk.queue('support').pipe(wrappingUp(30_000)).subscribe({
 *   next: (members) => console.log(members.map(({ member }) => member.name)),
 *   error: console.error,
 * })
 */
export const wrappingUp =
  (milliseconds: number): OperatorFunction<Queue | O.Option<Queue>, readonly WrappingUp[]> =>
  (queue$) =>
    queue$.pipe(
      switchMap((queue) => following(membersOf(queue), milliseconds)),
      distinctUntilChanged(same),
    )

const membersOf = (queue: Queue | O.Option<Queue>): readonly QueueMember[] => {
  if (!('_tag' in queue)) return queue.members
  return O.isSome(queue) ? queue.value.members : []
}
