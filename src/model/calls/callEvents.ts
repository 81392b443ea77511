/** The events of calls beside those of channels: dialling, transfers, queues, parking, rooms, recordings. */
import * as O from 'fp-ts/lib/Option.js'
import type { Frame } from '../../protocol/frame.js'
import { copied } from '../copied.js'
import type { Attempt, CallState } from './callState.js'
import { isHidden, legIn, sameLeg } from './leg.js'
import type { CallParked, CallTransfer, Leg } from './liveCall.js'
import { attemptTo, callerOf, deviceBehind, sourceOf } from './sides.js'

/** The services of the fold of calls for its events. */
export interface CallDesk {
  readonly at: number
  /** The one call of all channels whose headers have these prefixes in the event; undefined where none of them lives. */
  join(frame: Frame, prefixes: readonly string[]): CallState | undefined
  answered(call: CallState, by: Leg, at: number | undefined): void
  transferred(call: CallState, transfer: CallTransfer): void
  parked(call: CallState, parked: CallParked): void
  touch(call: CallState): void
  /** Two channels are the halves of one Local channel. */
  paired(call: CallState, one: string, two: string): void
  /** Channels moved: talks begin or end. */
  moved(call: CallState): void
  /** The list with one thing more: bounded, and without it where no memory is left. */
  appended<A>(call: CallState, list: readonly A[], thing: A): readonly A[]
}

type Reading = (desk: CallDesk, frame: Frame) => void

const text = (frame: Frame, name: string): string => copied(frame.exact(name) ?? '')

const idIn = (frame: Frame, prefix = ''): string => frame.exact(`${prefix}Uniqueid`) ?? ''

const dialBegins: Reading = (desk, frame) => {
  const call = desk.join(frame, ['', 'Dest'])
  const to = legIn(frame, 'Dest')
  if (call === undefined || to === undefined) return
  const by = text(frame, 'Uniqueid')
  // the first phone of a call that no channel dials: AMI or a call file called it
  if (by === '' && callerOf(call) === undefined) call.originated.add(to.uniqueid)
  else if (!call.originated.has(to.uniqueid)) {
    const source = sourceOf(call, by)?.uniqueid
    const open = { status: undefined, ended: undefined, isForwarded: false, cause: 0 }
    const attempt: Attempt = { to, isHidden: isHidden(to.channel), by, source, began: desk.at, ...open }
    call.attempts = desk.appended(call, call.attempts, attempt)
  }
  desk.touch(call)
}

const dialEnds: Reading = (desk, frame) => {
  const call = desk.join(frame, ['', 'Dest'])
  const to = legIn(frame, 'Dest')
  if (call === undefined || to === undefined) return
  const status = text(frame, 'DialStatus')
  const attempt = attemptTo(call, to.uniqueid)
  // Queue tells the end of an attempt twice: the first one is right
  if (attempt?.status === undefined && attempt !== undefined) {
    attempt.status = status
    attempt.isForwarded = (frame.exact('Forward') ?? '') !== ''
    attempt.ended = desk.at
    desk.touch(call)
  }
  // a phone that AMI called answers for the caller
  if (status === 'ANSWER' && !call.originated.has(to.uniqueid)) desk.answered(call, to, desk.at)
}

const pickedUp: Reading = (desk, frame) => {
  const call = desk.join(frame, ['', 'Target'])
  const by = legIn(frame, '')
  if (call === undefined || by === undefined) return
  const attempt = attemptTo(call, idIn(frame, 'Target'))
  if (attempt !== undefined) {
    attempt.status = 'PICKUP'
    attempt.ended = desk.at
  }
  desk.answered(call, by, desk.at)
}

const queued: Reading = (desk, frame) => {
  const call = desk.join(frame, [''])
  if (call === undefined) return
  call.queue = { name: text(frame, 'Queue'), member: O.none, interface: O.none }
  desk.touch(call)
}

const agentConnects: Reading = (desk, frame) => {
  const call = desk.join(frame, ['', 'Dest'])
  const by = legIn(frame, 'Dest')
  if (call === undefined || by === undefined) return
  call.queue = {
    name: text(frame, 'Queue'),
    member: O.some(text(frame, 'MemberName')),
    interface: O.some(text(frame, 'Interface')),
  }
  desk.touch(call)
  desk.answered(call, by, desk.at)
}

const localPair: Reading = (desk, frame) => {
  const call = desk.join(frame, ['LocalOne', 'LocalTwo'])
  const [one, two] = [text(frame, 'LocalOneUniqueid'), text(frame, 'LocalTwoUniqueid')]
  if (call !== undefined && one !== '' && two !== '') desk.paired(call, one, two)
}

const optimizationBegins: Reading = (desk, frame) => {
  desk.join(frame, ['LocalOne', 'LocalTwo'])?.optimized.add(text(frame, 'LocalOneUniqueid'))
}

const optimizationEnds: Reading = (desk, frame) => {
  const call = desk.join(frame, ['LocalOne', 'LocalTwo'])
  if (call?.optimized.delete(idIn(frame, 'LocalOne')) === true) desk.moved(call)
}

const succeeded = (frame: Frame): boolean => frame.exact('Result') === 'Success'

const blindTransfer: Reading = (desk, frame) => {
  const call = desk.join(frame, ['Transferer', 'Transferee'])
  const by = legIn(frame, 'Transferer')
  if (call === undefined || by === undefined || !succeeded(frame)) return
  desk.transferred(call, { kind: 'blind', by, to: text(frame, 'Extension') })
}

/** `Local/401@story-00000006;1` dials 401. */
const localExten = (channel: string): string => /^Local\/([^@]*)/i.exec(channel)?.[1] ?? channel

const transferTarget = (call: CallState, frame: Frame): string => {
  const target = legIn(frame, 'TransferTarget')
  if (target === undefined) return text(frame, 'DestApp')
  if (!isHidden(target.channel)) return target.device
  return deviceBehind(call, target.uniqueid) ?? localExten(target.channel)
}

const TRANSFER_SIDES = ['OrigTransferer', 'SecondTransferer', 'Transferee', 'TransferTarget', 'LocalOne', 'LocalTwo']

const attendedTransfer: Reading = (desk, frame) => {
  if (!succeeded(frame)) return
  const call = desk.join(frame, TRANSFER_SIDES)
  const by = legIn(frame, 'OrigTransferer')
  if (call === undefined || by === undefined) return
  desk.transferred(call, { kind: 'attended', by, to: transferTarget(call, frame) })
}

const parkingSides = ['Parkee', 'Parker']

const isParked: Reading = (desk, frame) => {
  const call = desk.join(frame, parkingSides)
  const parkee = legIn(frame, 'Parkee')
  if (call === undefined || parkee === undefined) return
  const [lot, space] = [text(frame, 'Parkinglot'), text(frame, 'ParkingSpace')]
  const before = call.parked
  const isSame = before?.space === space && before.lot === lot && sameLeg(before.parkee, parkee)
  if (!isSame) desk.parked(call, { lot, space, parkee, since: desk.at })
}

const leavesPark: Reading = (desk, frame) => {
  const call = desk.join(frame, ['Parkee', 'Parker', 'Retriever'])
  if (call?.parked?.parkee.uniqueid !== idIn(frame, 'Parkee')) return
  call.parked = undefined
  desk.touch(call)
}

const joinsRoom: Reading = (desk, frame) => {
  const call = desk.join(frame, [''])
  if (call === undefined) return
  call.inRoom.add(text(frame, 'Uniqueid'))
  call.room = text(frame, 'Conference')
  desk.touch(call)
}

/** The room stays known until the call goes on elsewhere, so that the last value of a call tells its room. */
const leavesRoom: Reading = (desk, frame) => {
  desk.join(frame, [''])?.inRoom.delete(idIn(frame))
}

const recordingBegins: Reading = (desk, frame) => {
  const call = desk.join(frame, [''])
  if (call === undefined) return
  call.recorded.add(text(frame, 'Uniqueid'))
  desk.touch(call)
}

const recordingEnds: Reading = (desk, frame) => {
  const call = desk.join(frame, [''])
  if (call?.recorded.delete(idIn(frame)) === true) desk.touch(call)
}

/** The extension of a click to call. A failure has no Uniqueid. */
const originated: Reading = (desk, frame) => {
  const call = desk.join(frame, [''])
  if (call === undefined) return
  call.exten = text(frame, 'Exten')
  desk.touch(call)
}

/** The events that calls cannot do without; all are of class `call`. */
export const CALL_EVENTS = {
  DialBegin: dialBegins,
  DialEnd: dialEnds,
  Pickup: pickedUp,
  LocalBridge: localPair,
  LocalOptimizationBegin: optimizationBegins,
  LocalOptimizationEnd: optimizationEnds,
  BlindTransfer: blindTransfer,
  AttendedTransfer: attendedTransfer,
  ParkedCall: isParked,
  ParkedCallSwap: isParked,
  UnParkedCall: leavesPark,
  ParkedCallTimeOut: leavesPark,
  ConfbridgeJoin: joinsRoom,
  ConfbridgeLeave: leavesRoom,
  MixMonitorStart: recordingBegins,
  MixMonitorStop: recordingEnds,
  OriginateResponse: originated,
} as const satisfies Readonly<Record<string, Reading>>

/** The events that make calls better: class `agent`. */
export const HELPING_EVENTS = { QueueCallerJoin: queued, AgentConnect: agentConnects } as const satisfies Readonly<
  Record<string, Reading>
>

export const READINGS: ReadonlyMap<string, Reading> = new Map([
  ...Object.entries(CALL_EVENTS),
  ...Object.entries(HELPING_EVENTS),
])
