/** Calls in words, as a table, and as JSON. */
import * as O from 'fp-ts/lib/Option.js'
import type { CallChange, CallOutcome, Leg, LiveCall } from '../index.js'
import { columns, duration } from './columns.js'
import { outputLine, type OutputLine, visible } from './output.js'

const HEAD = ['FROM', 'TO', 'STATE', 'FOR']

const or = O.getOrElse(() => '?')

const deviceIn = (leg: O.Option<Leg>): string => or(O.map(({ device }: Leg) => device)(leg))

const title = ({ caller, called }: LiveCall): string =>
  `${deviceIn(caller)}${O.isSome(called) ? ` → ${called.value}` : ''}`

/** The activity of a call, and the Options of a place from the most to the least special. */
const activity = ({ parked, conference, talks, attempts, queue, dialplan }: LiveCall): string => {
  const talking = talks.filter(({ until }) => O.isNone(until)).map(({ between }) => between.join(' with '))
  const ringing = attempts.filter(({ outcome }) => O.isNone(outcome)).map(({ to }) => to.device)
  if (O.isSome(parked)) return `parked at ${parked.value.space}`
  if (talking.length > 0) return `talks: ${talking.join(', ')}`
  if (O.isSome(conference)) return `in room ${conference.value}`
  if (ringing.length > 0) return `rings ${ringing.join(', ')}`
  if (O.isSome(queue)) return `waits in ${queue.value.name}`
  return O.isSome(dialplan) ? 'with Asterisk itself' : 'begins'
}

/** The lines of the table of calls, the oldest first; `now`: epoch milliseconds. */
export const callTable = (calls: Iterable<LiveCall>, now: number): readonly string[] => {
  const rows = [...calls]
    .sort((a, b) => a.began - b.began)
    .map((call) => [deviceIn(call.caller), or(call.called), activity(call), duration(now - call.began)].map(visible))
  return columns([HEAD, ...rows])
}

const OUTCOMES: Readonly<Record<CallOutcome, string>> = {
  answered: 'ended',
  busy: 'ended: busy',
  noAnswer: 'ended: nobody answered',
  rejected: 'ended: rejected',
  noSuchNumber: 'ended: no such number',
  unreachable: 'ended: not reachable',
  congestion: 'ended: no line is free',
  cancelled: 'ended: the caller gave up',
  byDialplan: 'ended: Asterisk itself answered',
  failed: 'ended: it failed',
}

const changeWords = (change: CallChange): string => {
  switch (change._tag) {
    case 'Began':
      return change.call.seenFrom === 'middle' ? `goes on: ${activity(change.call)}` : 'began'
    case 'Ringing':
      return `rings ${change.leg.device}`
    case 'Answered':
      return `is answered by ${change.by.device}`
    case 'Held':
      return `is put on hold by ${change.by.device}`
    case 'Resumed':
      return `is taken off hold by ${change.by.device}`
    case 'Transferred':
      return `is transferred by ${change.transfer.by.device} to ${change.transfer.to}`
    case 'Merged':
      return `is part of the call ${title(change.into)} now`
    case 'Parked':
      return `is parked at ${change.parked.space}`
    case 'Ended':
      return O.isSome(change.call.outcome) ? OUTCOMES[change.call.outcome.value] : 'ended, nobody saw how'
  }
}

const iso = O.map((at: number) => new Date(at).toISOString())

/** A call for programs. */
export const callJson = (call: LiveCall): OutputLine['json'] => ({
  call: call.id,
  caller: O.toNullable(O.map(({ device }: Leg) => device)(call.caller)),
  called: O.toNullable(call.called),
  state: activity(call),
  answeredBy: call.answeredBy.map(({ device }) => device),
  talking: call.talks.filter(({ until }) => O.isNone(until)).map(({ between }) => between),
  queue: O.toNullable(O.map(({ name }: { readonly name: string }) => name)(call.queue)),
  conference: O.toNullable(call.conference),
  parked: O.toNullable(O.map(({ space }: { readonly space: string }) => space)(call.parked)),
  recording: call.recording,
  began: new Date(call.began).toISOString(),
  answered: O.toNullable(iso(call.answeredAt)),
  ended: O.toNullable(iso(call.ended)),
  outcome: O.toNullable(call.outcome),
})

/** A line for a change of a call. */
export const callLine = (change: CallChange): OutputLine =>
  outputLine(`call ${title(change.call)} ${changeWords(change)}`, {
    type: 'call',
    change: change._tag.toLowerCase(),
    ...callJson(change.call),
    ...(change._tag === 'Merged' ? { into: change.into.id } : {}),
  })
