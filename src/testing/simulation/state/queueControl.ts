/** A queue in the hands of a test: who joins, who rings, who answers, who leaves. */
import { asyncScheduler, tap } from 'rxjs'
import type { World } from '../world.js'
import { type QueueAct, queueActs } from './queueActs.js'
import { memberLines, newMember, type QueueMemberState, type QueueState, seconds } from './queueStore.js'

/**
 * A queue of a simulation. Nothing happens by itself: the test says who joins, rings, answers and leaves. Events and lists follow from that.
 *
 * @example
 * import { simulate } from 'rx-asterisk/testing'
 *
 * const pbx = simulate({ queues: { support: { members: ['PJSIP/2222'], entries: [] } } })
 * const caller = pbx.queue('support').join('PJSIP/200')
 * pbx.queue('support').connect('PJSIP/2222')
 * pbx.hangup(caller)
 */
export interface SimulatedQueueControl {
  /** A phone (`PJSIP/200`) calls the queue, or a living channel of that name enters it. Returns the name of its channel. */
  readonly join: (endpointOrChannel: string) => string
  /** Rings a member for the caller that waits longest, or for that channel. */
  readonly ring: (member: string, caller?: string) => void
  /** The member did not answer: it stops ringing. */
  readonly noAnswer: (member: string) => void
  /** A member answers the caller that waits longest, or that channel; it rings first where it does not. */
  readonly connect: (member: string, caller?: string) => void
  /**
   * A caller leaves without a member. `abandon`: it hangs up; `timeout`: it waited too long, and its dialplan ends; `key`: it pressed a key,
   * and goes on in another extension.
   */
  readonly leave: (caller: string, how?: 'abandon' | 'timeout' | 'key') => void
  readonly pause: (member: string, reason?: string) => void
  readonly unpause: (member: string) => void
  readonly add: (member: string, about?: Partial<Pick<QueueMemberState, 'name' | 'penalty' | 'paused'>>) => void
  readonly remove: (member: string) => void
  readonly penalty: (member: string, penalty: number) => void
}

const DEVICE_STATE = { idle: 1, inUse: 2, ringing: 6 } as const

export const queueControl = (world: World, queue: QueueState): SimulatedQueueControl => {
  const acts: QueueAct = queueActs(world, queue)
  const { channels, emit } = world

  const change = (location: string, event: string, changes: Partial<QueueMemberState>): void => {
    const member = queue.members.get(location)
    if (member === undefined) return
    const after = { ...member, ...changes }
    queue.members.set(location, after)
    emit(event, ...memberLines(queue.name, after))
  }
  const setStatus = (
    location: string,
    status: keyof typeof DEVICE_STATE,
    more: Partial<QueueMemberState> = {},
  ): void => {
    change(location, 'QueueMemberStatus', { status: DEVICE_STATE[status], ...more })
  }
  const waiting = (caller: string | undefined) => {
    const uniqueid = caller === undefined ? undefined : channels.find(caller)?.uniqueid
    return queue.callers.find((each) => caller === undefined || each.uniqueid === uniqueid)
  }

  /** A channel that ends leaves the queue, or its talk. */
  const gone = (uniqueid: string): void => {
    const caller = queue.callers.find((each) => each.uniqueid === uniqueid)
    if (caller !== undefined) {
      const ringing = caller.ringing?.location
      acts.abandon(caller)
      if (ringing !== undefined) setStatus(ringing, 'idle')
      return
    }
    const talk = queue.talks.find((each) => each.caller === uniqueid || each.member === uniqueid)
    if (talk === undefined) {
      channels.end(uniqueid)
      return
    }
    acts.complete(talk, uniqueid === talk.caller ? 'caller' : 'agent')
    const taken = queue.members.get(talk.location)?.callsTaken ?? 0
    setStatus(talk.location, 'idle', { inCall: false, callsTaken: taken + 1, lastCall: seconds() })
  }
  const endsWith = (uniqueid: string): void => {
    world.spawn(
      channels.hangupRequested(uniqueid).pipe(
        tap(() => {
          gone(uniqueid)
        }),
      ),
    )
  }
  const ring = (location: string, caller?: string): void => {
    const entry = waiting(caller)
    if (entry === undefined || entry.ringing !== undefined) return
    acts.ring(entry, queue.members.get(location) ?? newMember(location))
    setStatus(location, 'ringing')
  }

  return {
    join: (given) => {
      const channel = acts.join(given)
      endsWith(channel.uniqueid)
      return channel.name
    },
    ring,
    noAnswer: (location) => {
      acts.noAnswer(location)
      setStatus(location, 'idle')
    },
    connect: (location, caller) => {
      ring(location, caller)
      const entry = queue.callers.find(({ ringing }) => ringing?.location === location)
      if (entry?.ringing === undefined) return
      const { uniqueid } = entry.ringing
      acts.answer(entry)
      setStatus(location, 'inUse')
      acts.connect(entry)
      const member = queue.members.get(location)
      if (member !== undefined) queue.members.set(location, { ...member, inCall: true })
      endsWith(uniqueid)
    },
    leave: (caller, how = 'abandon') => {
      const entry = waiting(caller)
      if (entry === undefined) return
      if (how === 'abandon') channels.hangupByFarSide(entry.uniqueid, 16)
      else acts.goOn(entry, how)
    },
    pause: (location, reason = '') => {
      change(location, 'QueueMemberPause', { paused: true, reason, lastPause: seconds() })
    },
    unpause: (location) => {
      change(location, 'QueueMemberPause', { paused: false, reason: '', lastPause: seconds() })
    },
    add: (location, about = {}) => {
      const member = newMember(location, { membership: 'dynamic', loginTime: seconds(asyncScheduler.now()), ...about })
      queue.members.set(location, member)
      emit('QueueMemberAdded', ...memberLines(queue.name, member))
    },
    remove: (location) => {
      const member = queue.members.get(location)
      if (member === undefined || !queue.members.delete(location)) return
      emit('QueueMemberRemoved', ...memberLines(queue.name, member))
    },
    penalty: (location, penalty) => {
      change(location, 'QueueMemberPenalty', { penalty })
    },
  }
}
