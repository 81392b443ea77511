/** The collections that this AMI login cannot have: the failures of their lists name the rights. */
import type { Subscription } from 'rxjs'
import type { Asterisk, Failure } from '../index.js'
import type { JsonObject } from './json.js'

/** A collection, the classes of which one is missing, and the line of manager.conf that would have one. */
export interface Lack {
  readonly stream: string
  readonly read: readonly string[]
  readonly grant: 'read' | 'write'
}

/** The collection of a stream. */
const STREAMS: Readonly<Record<string, string>> = {
  device$: 'devices',
  call$: 'calls',
  channel$: 'calls',
  queue$: 'queues',
  parked$: 'parked',
  conference$: 'rooms',
  endpoint$: 'endpoints',
}

/** The action whose list a collection comes from. */
const LISTS: Readonly<Record<string, string>> = {
  Status: 'calls',
  CoreShowChannels: 'calls',
  DeviceStateList: 'devices',
  QueueStatus: 'queues',
  QueueSummary: 'queues',
  ParkedCalls: 'parked',
  ConfbridgeListRooms: 'rooms',
  ConfbridgeList: 'rooms',
  PJSIPShowEndpoints: 'endpoints',
  PJSIPShowContacts: 'endpoints',
  PJSIPShowRegistrationsOutbound: 'registrations',
  MailboxCount: 'mailboxes',
}

const lackOf = (failure: Failure): Lack | undefined => {
  // a gateway that does not publish the events: no right of a login brings them
  if (failure._tag === 'Masked' && failure.server !== undefined) return undefined
  if (failure._tag === 'Masked')
    return { stream: STREAMS[failure.stream] ?? failure.stream, read: [failure.needs], grant: 'read' }
  if (failure._tag !== 'Refused' || failure.needs.length === 0) return undefined
  const stream = LISTS[failure.action]
  return stream === undefined ? undefined : { stream, read: failure.needs, grant: 'write' }
}

/** Collects the lacks of an Asterisk, from now on; subscribing to `fault$` opens no link. */
export const lacking = ({
  fault$,
}: Asterisk): { readonly lacks: Map<string, Lack>; readonly subscription: Subscription } => {
  const lacks = new Map<string, Lack>()
  const subscription = fault$.subscribe({
    next: (failure) => {
      const lack = lackOf(failure)
      if (lack !== undefined) lacks.set(lack.stream, lack)
    },
    error: () => undefined,
  })
  return { lacks, subscription }
}

/** As JSON. */
export const lacksJson = (lacks: readonly Lack[]): JsonObject[] =>
  lacks.map(({ stream, read, grant }) => ({ stream, read, grant: `${grant}=${read.join(' or ')}` }))
