/** The steps of a caller through a queue, each with its events in the order of Asterisk 22. */
import { asyncScheduler } from 'rxjs'
import { bridgeOf } from '../bridge.js'
import { emitDial } from '../legs.js'
import { partyOf } from '../phones.js'
import { channelLines, type SimulatedChannel } from '../simulatedChannel.js'
import type { World } from '../world.js'
import { openCall } from './openCall.js'
import { type QueueCallerState, type QueueMemberState, type QueueState, type QueueTalk, seconds } from './queueStore.js'

export interface QueueAct {
  readonly join: (endpointOrChannel: string) => SimulatedChannel
  readonly ring: (caller: QueueCallerState, member: QueueMemberState) => void
  readonly noAnswer: (location: string) => void
  /** The member's phone answers: the caller leaves the queue. */
  readonly answer: (caller: QueueCallerState) => void
  readonly connect: (caller: QueueCallerState) => void
  readonly complete: (talk: QueueTalk, reason: 'caller' | 'agent') => void
  readonly abandon: (caller: QueueCallerState) => void
  readonly goOn: (caller: QueueCallerState, how: 'timeout' | 'key') => void
}

export const queueActs = (world: World, queue: QueueState): QueueAct => {
  const { channels, emit } = world
  const linesOf = (uniqueid: string, prefix = ''): readonly string[] => {
    const channel = channels.get(uniqueid)
    return channel === undefined ? [] : channelLines(channel, prefix)
  }
  const update = (caller: QueueCallerState, ringing: QueueCallerState['ringing']): void => {
    queue.callers = queue.callers.map((each) => (each.uniqueid === caller.uniqueid ? { ...each, ringing } : each))
  }
  const positionOf = ({ uniqueid }: QueueCallerState): number =>
    queue.callers.findIndex((each) => each.uniqueid === uniqueid) + 1
  const placeLines = (position: number): readonly string[] => [
    `Queue: ${queue.name}`,
    `Position: ${position}`,
    `Count: ${queue.callers.length}`,
  ]
  const leave = (caller: QueueCallerState): void => {
    const position = positionOf(caller)
    queue.callers = queue.callers.filter((each) => each.uniqueid !== caller.uniqueid)
    emit('QueueCallerLeave', ...linesOf(caller.uniqueid), ...placeLines(position))
  }
  const waited = ({ joined }: QueueCallerState): number => seconds() - seconds(joined)
  const agentLines = (caller: string, member: string, { location, name }: QueueMemberState): readonly string[] => [
    ...linesOf(caller),
    ...linesOf(member, 'Dest'),
    `Queue: ${queue.name}`,
    `Interface: ${location}`,
    `MemberName: ${name}`,
  ]
  /** The member stops ringing; `between` happens before its channel ends. Asterisk sends this DialEnd twice. */
  const stopRinging = (caller: QueueCallerState, status: string, between: () => void = () => undefined): void => {
    const { ringing } = caller
    if (ringing !== undefined) {
      update(caller, undefined)
      for (const line of [`DialStatus: ${status}`, `DialStatus: ${status}`]) {
        emitDial(world, 'DialEnd', caller.uniqueid, ringing, line)
      }
    }
    between()
    if (ringing !== undefined) channels.end(ringing.uniqueid)
  }
  const memberAt = (location: string): QueueMemberState | undefined => queue.members.get(location)
  const giveUp = (caller: QueueCallerState): void => {
    queue.abandoned += 1
    const position = positionOf(caller)
    const place = [`Position: ${position}`, `OriginalPosition: ${caller.original}`, `HoldTime: ${waited(caller)}`]
    emit('QueueCallerAbandon', ...linesOf(caller.uniqueid), `Queue: ${queue.name}`, ...place)
  }

  return {
    join: (given) => {
      const channel = channels.find(given) ?? openCall(world, given, queue.name)
      channels.patch(channel.uniqueid, { application: 'Queue', data: queue.name })
      const original = queue.callers.length + 1
      const joined = asyncScheduler.now()
      queue.callers = [...queue.callers, { uniqueid: channel.uniqueid, joined, original, ringing: undefined }]
      emit('QueueCallerJoin', ...linesOf(channel.uniqueid), ...placeLines(original))
      return channel
    },
    ring: (caller, member) => {
      const from = channels.get(caller.uniqueid)
      // also behind a member such as Local/301@members/n
      const phone = member.stateInterface
      const { uniqueid } = channels.open({
        name: channels.nextName(phone),
        state: 'Down',
        context: from?.context ?? '',
        exten: from?.exten ?? '',
        caller: partyOf(world, phone),
        linkedid: from?.linkedid,
      })
      if (from !== undefined) channels.patch(uniqueid, { connected: from.caller, application: 'AppQueue' })
      update(caller, { location: member.location, uniqueid })
      emit('AgentCalled', ...agentLines(caller.uniqueid, uniqueid, member))
      emitDial(world, 'DialBegin', caller.uniqueid, { uniqueid }, `DialString: ${member.location}`)
      channels.change(uniqueid, 'Newstate', { state: 'Ringing' })
      emitDial(world, 'DialState', caller.uniqueid, { uniqueid }, 'DialStatus: RINGING')
    },
    noAnswer: (location) => {
      const caller = queue.callers.find(({ ringing }) => ringing?.location === location)
      const member = memberAt(location)
      if (caller?.ringing === undefined || member === undefined) return
      const lines = agentLines(caller.uniqueid, caller.ringing.uniqueid, member)
      emit('AgentRingNoAnswer', ...lines, `RingTime: ${waited(caller) * 1000}`)
      stopRinging(caller, 'NOANSWER')
    },
    answer: (caller) => {
      if (caller.ringing === undefined) return
      const { uniqueid } = caller.ringing
      channels.change(uniqueid, 'Newstate', { state: 'Up' })
      emitDial(world, 'DialEnd', caller.uniqueid, { uniqueid }, 'DialStatus: ANSWER')
      const party = channels.get(uniqueid)?.caller
      if (party !== undefined) channels.change(caller.uniqueid, 'NewConnectedLine', { connected: party })
      leave(caller)
    },
    connect: (caller) => {
      const member = caller.ringing === undefined ? undefined : memberAt(caller.ringing.location)
      if (caller.ringing === undefined || member === undefined) return
      const { uniqueid } = caller.ringing
      const holdTime = waited(caller)
      const times = [`HoldTime: ${holdTime}`, 'RingTime: 0']
      emit('AgentConnect', ...agentLines(caller.uniqueid, uniqueid, member), ...times)
      bridgeOf(world, uniqueid).begin(uniqueid, caller.uniqueid)
      const talk = { caller: caller.uniqueid, member: uniqueid, location: member.location, holdTime }
      queue.talks = [...queue.talks, { ...talk, began: asyncScheduler.now() }]
    },
    complete: (talk, reason) => {
      queue.talks = queue.talks.filter((each) => each !== talk)
      queue.completed += 1
      queue.talkTime = seconds() - seconds(talk.began)
      queue.holdTime = talk.holdTime
      const [first, second] = reason === 'caller' ? [talk.caller, talk.member] : [talk.member, talk.caller]
      bridgeOf(world, talk.member).end(first, second)
      const member = memberAt(talk.location)
      const about = member === undefined ? [] : agentLines(talk.caller, talk.member, member)
      channels.requestHangup(talk.member, 16)
      channels.end(talk.member)
      const times = [`HoldTime: ${talk.holdTime}`, `TalkTime: ${queue.talkTime}`, `Reason: ${reason}`]
      emit('AgentComplete', ...about, ...times)
      channels.requestHangup(talk.caller, 16)
      channels.end(talk.caller)
    },
    abandon: (caller) => {
      stopRinging(caller, 'CANCEL', () => {
        giveUp(caller)
        leave(caller)
      })
      channels.end(caller.uniqueid)
    },
    goOn: (caller, how) => {
      stopRinging(caller, 'CANCEL')
      const channel = channels.get(caller.uniqueid)
      if (channel === undefined) return
      if (how === 'timeout') giveUp(caller)
      else channels.patch(caller.uniqueid, { exten: '1', priority: 1 })
      leave(caller)
      if (how === 'timeout') channels.patch(caller.uniqueid, { priority: channel.priority + 1 })
    },
  }
}
