/** Calls against a scripted peer. The link is ready, and the call is subscribed at 100 ms. */
import { asyncScheduler, type Observable } from 'rxjs'
import type { Asterisk, Call, CallOptions, ConnectOptions } from '../../src/index.js'
import { politeExcept, client, noted, peer, story, type At, type Log, type Manner, type Peer } from '../support/peer.js'

const ASKED = 100

/** Accepts Originate, and sends no more. */
export const accepting: Manner = ({ id }, link) => {
  link.say('Response: Success', `ActionID: ${id}`, 'Message: Originate successfully queued')
}

/** Accepts Originate; `ms` later these frames follow, made from the ids of the action. */
export const thenSaying =
  (ms: number, follow: (ids: { readonly id: string; readonly uniqueid: string }) => readonly string[][]): Manner =>
  (action, link) => {
    accepting(action, link)
    const uniqueid = channelIdOf(action.text)
    asyncScheduler.schedule(() => {
      for (const lines of follow({ id: action.id, uniqueid })) link.say(...lines)
    }, ms)
  }

export const outcome = (id: string, response: string, ...headers: readonly string[]): string[] => [
  'Event: OriginateResponse',
  'Privilege: call,all',
  `ActionID: ${id}`,
  `Response: ${response}`,
  ...headers,
]

/** Accepts Originate; `ms` later the phone has answered. */
export const answering = (ms: number): Manner =>
  thenSaying(ms, ({ id, uniqueid }) => [
    outcome(id, 'Success', 'Channel: PJSIP/200-00000001', 'Reason: 4', `Uniqueid: ${uniqueid}`),
  ])

/** Accepts Originate; `ms` later the call has failed with that Reason. */
export const failing = (ms: number, reason: number): Manner =>
  thenSaying(ms, ({ id }) => [outcome(id, 'Failure', 'Channel: PJSIP/200', `Reason: ${reason}`, 'Uniqueid: <null>')])

/** The Uniqueid that Originate chose for its channel. */
export const channelIdOf = (text: string): string => /^ChannelId: (.*)$/m.exec(text)?.[1] ?? ''

/** A call, and the events around it. */
export interface Placing {
  readonly originate: Manner
  readonly hangup?: Manner
  /** The reaction to Status; without it there are no channels. */
  readonly status?: Manner
  readonly connect?: Partial<ConnectOptions>
  readonly call?: CallOptions
  /** The time of unsubscribing, in milliseconds after the subscription. */
  readonly leave?: number
  readonly through?: (call$: Observable<Call>) => Observable<Call>
  /** Other events; times since the subscription. */
  readonly also?: (at: At, server: Peer, asterisk: Asterisk) => void
}

export interface Placed {
  /** The values and the end of the call; times since the subscription. */
  readonly log: Log
  readonly faults: Log
  readonly server: Peer
  /** The times of all actions of that name, since the subscription. */
  readonly times: (action: string) => readonly number[]
}

/** Runs the scenario for ten seconds. */
export const placing = ({ originate, hangup, status, connect, call, leave, through, also }: Placing): Placed => {
  const server = peer(
    politeExcept({
      Originate: originate,
      ...(hangup === undefined ? {} : { Hangup: hangup }),
      ...(status === undefined ? {} : { Status: status }),
    }),
  )
  let log: Log = []
  let faults: Log = []
  story((at) => {
    const asterisk = client(server.transport, connect)
    noted(asterisk.event$)
    faults = noted(asterisk.fault$).log
    const call$ = asterisk.call('PJSIP/200', '240', 'door', call)
    at(ASKED, () => {
      const { log: told, stop } = noted(through === undefined ? call$ : through(call$))
      log = told
      if (leave !== undefined) asyncScheduler.schedule(stop, leave)
    })
    also?.((ms, effect) => at(ASKED + ms, effect), server, asterisk)
    at(10_000, () => asterisk.close())
  })
  const sinceAsked = (told: Log): Log => told.map(([at, what]) => [at - ASKED, what] as const)
  return {
    log: sinceAsked(log),
    faults: sinceAsked(faults.filter(([, what]) => what !== 'end')),
    server,
    times: (action) => server.heard(action).map(({ at }) => at - ASKED),
  }
}
