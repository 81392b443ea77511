/** Queues as a table, as lines and as JSON: who waits, and how many members are in each state. */
import * as O from 'fp-ts/lib/Option.js'
import type { Queue, QueueCallChange, QueueCaller, QueueMember } from '../index.js'
import { columns, duration } from './columns.js'
import { outputLine, type OutputLine, visible } from './output.js'

/** Queues by name; none for one that does not exist. */
export type Queues = ReadonlyMap<string, O.Option<Queue>>

const STATES = ['free', 'ringing', 'busy', 'paused', 'away', 'unknown'] as const

type MemberWord = (typeof STATES)[number]

/** One word for each member, the most important one. */
const wordOf = ({ paused, state, inCall, ringing }: QueueMember): MemberWord => {
  if (inCall) return 'busy'
  if (O.isSome(paused)) return 'paused'
  if (state === 'UNAVAILABLE' || state === 'INVALID') return 'away'
  if (ringing || state === 'RINGING') return 'ringing'
  if (state === 'UNKNOWN') return 'unknown'
  return state === 'NOT_INUSE' ? 'free' : 'busy'
}

const counts = ({ members }: Queue): Readonly<Record<MemberWord, number>> => {
  const counted = { free: 0, ringing: 0, busy: 0, paused: 0, away: 0, unknown: 0 }
  for (const member of members) counted[wordOf(member)] += 1
  return counted
}

/** The beginning of the longest wait. */
const longestSince = ({ callers }: Queue): number | undefined =>
  callers.length === 0 ? undefined : Math.min(...callers.map(({ joined }) => joined))

const HEAD = ['QUEUE', 'WAITING', 'LONGEST', ...STATES.map((word) => word.toUpperCase())]

const row = (now: number, [name, queue]: readonly [string, O.Option<Queue>]): readonly string[] => {
  if (O.isNone(queue)) return [visible(name), 'no such queue']
  const since = longestSince(queue.value)
  const counted = counts(queue.value)
  return [
    visible(name),
    String(queue.value.callers.length),
    since === undefined ? '' : duration(now - since),
    ...STATES.map((word) => String(counted[word])),
  ]
}

/** The lines of the table; `now`: epoch milliseconds. */
export const queueTable = (queues: Queues, now: number): readonly string[] =>
  columns([HEAD, ...[...queues].sort(([a], [b]) => a.localeCompare(b, 'en')).map((each) => row(now, each))])

/** A queue as one line: who waits, and the members of each state. */
export const queueLine = (name: string, queue: O.Option<Queue>): OutputLine => {
  if (O.isNone(queue)) return outputLine(`queue ${name}: no such queue`, { type: 'queue', queue: name, exists: false })
  const { callers, completed, abandoned } = queue.value
  const counted = counts(queue.value)
  const since = longestSince(queue.value)
  const members = STATES.flatMap((word) => (counted[word] === 0 ? [] : [`${counted[word]} ${word}`])).join(', ')
  return outputLine(`queue ${name}: ${callers.length} waiting; members: ${members === '' ? 'none' : members}`, {
    type: 'queue',
    queue: name,
    exists: true,
    waiting: callers.length,
    longestSince: since === undefined ? null : new Date(since).toISOString(),
    members: counted,
    completed,
    abandoned,
  })
}

const callerWords = ({ callerId: { number }, channel }: QueueCaller): string => O.getOrElse(() => channel)(number)

const OUTCOMES = {
  answered: 'was answered',
  leftByKey: 'left by a key',
  abandoned: 'hung up',
  timedOut: 'timed out',
  redirected: 'was redirected',
  unknown: 'is gone, nobody knows why',
} as const

const wayWords = (change: QueueCallChange): string => {
  const caller = callerWords(change.caller)
  switch (change._tag) {
    case 'Joined':
      return `${caller} waits at ${change.caller.position}`
    case 'Ringing':
      return `${change.member} rings for ${caller}`
    case 'Connected':
      return `${change.member} talks with ${caller}, who waited ${duration(change.waited)}`
    case 'Left':
      return `${caller} ${OUTCOMES[change.outcome]}${change.certain ? '' : ' (not certain)'}`
  }
}

/** A step of a caller as one line. */
export const queueCallLine = (name: string, change: QueueCallChange): OutputLine => {
  const { _tag, caller } = change
  return outputLine(`queue ${name}: ${wayWords(change)}`, {
    type: 'queueCall',
    queue: name,
    change: _tag.toLowerCase(),
    channel: caller.channel,
    uniqueid: caller.uniqueid,
    number: O.toNullable(caller.callerId.number),
    position: caller.position,
    ...('member' in change ? { member: change.member } : {}),
    ...(_tag === 'Left'
      ? { outcome: change.outcome, certain: change.certain, waited: O.toNullable(change.waited) }
      : {}),
    ...(_tag === 'Connected' ? { waited: change.waited } : {}),
  })
}
