/** The collections that this AMI login cannot have: the failures of their lists name the rights. */
import type { Subscription } from 'rxjs'
import type { Asterisk, Failure } from '../index.js'

/** A stream, and the classes of which one is missing. */
export interface Lack {
  readonly stream: string
  readonly read: readonly string[]
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
  if (failure._tag === 'Masked') return { stream: failure.stream, read: [failure.needs] }
  if (failure._tag !== 'Refused' || failure.needs.length === 0) return undefined
  const stream = LISTS[failure.action]
  return stream === undefined ? undefined : { stream, read: failure.needs }
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
