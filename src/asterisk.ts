/** The contract of an Asterisk, and `asteriskOver`: the streams and functions over any connection. */
import { defer, type Observable, type Subscription } from 'rxjs'
import type { Connection } from './connection/connection.js'
import { passes } from './connection/eventMask.js'
import type { Metrics } from './connection/metrics.js'
import { ready$ } from './connection/ready.js'
import { resyncOver } from './connection/resyncOver.js'
import { newestOf, type Ready, type Status } from './connection/status.js'
import { watching } from './connection/watching.js'
import type { Failure } from './failure.js'
import { type ListAction, type SendAction, typedList, typedSend } from './functions/ask.js'
import { call, placing } from './functions/call.js'
import type { CallControl } from './functions/callControl.js'
import { callFirst, type CallFirstOptions } from './functions/callFirst.js'
import type { Call } from './functions/calls/handle.js'
import { command } from './functions/command.js'
import { dbDelete, dbDeleteTree, dbRead, type DbRead, dbTree, type DbValue, dbWrite } from './functions/database.js'
import { hangup } from './functions/hangup.js'
import { mailboxCount, type MailboxTuple } from './functions/mailbox.js'
import type { CallOptions } from './functions/originate.js'
import { park, retrieve } from './functions/park.js'
import { type Permissions, permissions } from './functions/permissions.js'
import { recording } from './functions/recording.js'
import { redirect, transfer } from './functions/redirect.js'
import { sendDtmf } from './functions/sendDtmf.js'
import { sendUserEvent } from './functions/userEvent.js'
import type { HeaderValue } from './protocol/action.js'
import type { Frame } from './protocol/frame.js'
import { type Handler, logic, type LogicPolicy } from './run/logic.js'
import { perform } from './run/settle.js'
import { liveLists } from './model/ownList.js'
import { once } from './rx/once.js'
import { eventsByName, type Streams, streamsIn, userEventsByName } from './streams/streams.js'

/**
 * An Asterisk: its streams, its functions, its connection.
 *
 * The first subscription opens the link; `status$` and `fault$` open none. All subscribers share one link, which closes with Logoff when the
 * last subscriber has been gone for `linger`. Streams complete at `close()`. They fail with `LoginRefused` when Asterisk refuses the password
 * before a first `Ready`, and with the error of a transport that throws. A new subscription tries once more. Every action is cold: each
 * subscription sends once.
 */
export interface Asterisk extends Streams, CallControl {
  /** The status of the connection, the newest first. Never fails, completes at `close()`. */
  readonly status$: Observable<Status>
  /** The newest status, at once. */
  readonly status: () => Status
  /**
   * Opens the link, and emits at each `Ready`; again when `reading` of that `Ready` changes.
   *
   *     ready$   --r-r----r--    r: at Ready, at each change of `reading`, at the Ready of the next link
   *
   * Fails with `LoginRefused` when Asterisk refuses the password before a first `Ready`. Completes at `close()`.
   *
   * @example
   * import { connect } from 'rx-asterisk'
   * import { firstValueFrom } from 'rxjs'
   *
   * const asterisk = connect({ username: 'admin', password: 'secret' })
   * const { ami } = await firstValueFrom(asterisk.ready$)
   */
  readonly ready$: Observable<Ready>
  /** Failures that end nothing. Subscribing opens no link. */
  readonly fault$: Observable<Failure>
  /** Every frame in wire order, replies included. */
  readonly frame$: Observable<Frame>
  /**
   * Rings `source`. When `source` answers, connects it with extension `dest` of `context`, emits one value, and completes. The fourth argument
   * is a caller id such as `Door <30>`, or options.
   *
   *     call(…)   ------c|    c: the source has answered; { channel, uniqueid, connected$, dtmf$, ended$, hangup }
   *
   * Unsubscribing before the value cancels the call: the phone stops ringing. When the link is lost, the call stays pending, and the next link
   * decides it; a call is never placed twice. Fails with `CallFailed` (busy, noAnswer, congestion, noExtension, cancelled, failed), `Refused`,
   * `FateUnknown` (nothing shows the outcome; it has the `uniqueid`), `NotSent`, `TimedOut`, `InvalidAction`, `LoginRefused`.
   *
   * Needs write class `originate` and read class `call`, and write class `call` to cancel and to look for the call after an outage.
   *
   * @example
   * import { connect } from 'rx-asterisk'
   *
   * const asterisk = connect({ username: 'admin', password: 'secret' })
   * asterisk.perform(asterisk.call('PJSIP/200', '240', 'door', 'Door <30>'))
   * asterisk.perform(asterisk.call('PJSIP/200', '240', 'door', { callerId: 'Door <30>', timeout: 15_000 }))
   */
  readonly call: (source: string, dest: string, context: string, options?: string | CallOptions) => Observable<Call>
  /**
   * Rings several phones. The first that answers is connected with extension `dest` of `context` and is the value; the others are ended before
   * it is emitted. A source that is named twice rings once.
   *
   *     callFirst(…)   ------c|    c: the call of the first that has answered
   *     callFirst(…)   ------#     CallFailed, with the failure of each phone in `legs`
   *
   * The option `strategy` is `all` (default), `oneAfterTheOther` or `widening`. Unsubscribing before the value ends all of them. Fails like
   * `call`: with `FateUnknown` when nothing shows the outcome of one, and with the failure itself when no phone was called for one reason
   * (`Refused`, `NotSent`). Needs the rights of `call`.
   *
   * @example
   * import { connect } from 'rx-asterisk'
   *
   * const asterisk = connect({ username: 'admin', password: 'secret' })
   * const phones = ['PJSIP/200', 'PJSIP/300', 'PJSIP/2222']
   * asterisk.callFirst(phones, '240', 'door', { callerId: 'Door <30>', timeout: 20_000 }).subscribe({
   *   next: ({ channel }) => console.log(`${channel} talks to the door`),
   *   error: console.error,
   * })
   */
  readonly callFirst: (
    sources: readonly string[],
    dest: string,
    context: string,
    options?: string | CallFirstOptions,
  ) => Observable<Call>
  /**
   * Ends every call of a device (`30`: in any technology; `PJSIP/30`: in that one). Emits the channels that were asked to end; `[]` where
   * there were none. Needs write class `call` or `system`.
   */
  readonly hangup: (device: string) => Observable<readonly string[]>
  /**
   * The value at `family/key` of the AstDB. For an entry that does not exist: none, or the second argument. Needs `system` or `reporting`.
   * Asterisk 16 cuts values at 255 bytes.
   */
  readonly dbRead: DbRead
  /** Stores a value (`true` as `1`); emits once when stored. Needs `system`. */
  readonly dbWrite: (path: string, value: DbValue) => Observable<void>
  /** Deletes an entry, if there is one. Needs `system`. */
  readonly dbDelete: (path: string) => Observable<void>
  /** All entries of one family, by key. Needs `system` or `reporting`, and Asterisk 16.28, 18.14 or newer. */
  readonly dbTree: (family: string) => Observable<ReadonlyMap<string, string>>
  /** Deletes a family, in any case of its letters. Needs `system`. */
  readonly dbDeleteTree: (family: string) => Observable<void>
  /** Old and new messages, in that order; zeros for a mailbox that does not exist. Needs `call` or `reporting`. */
  readonly mailboxCount: (mailbox: string, context?: string) => Observable<MailboxTuple>
  /** Sends a UserEvent to all listeners, this program included. Needs `user`. */
  readonly sendUserEvent: (name: string, headers?: Readonly<Record<string, HeaderValue>>) => Observable<void>
  /** Any action that is answered by one response. */
  readonly send: SendAction
  /** Any action that is answered by a list: its items as they come. A list that is cut short emits its items, then fails. */
  readonly list: ListAction
  /** The lines that a console command printed. Needs `command`. */
  readonly command: (cli: string) => Observable<readonly string[]>
  /**
   * Runs a handler for each value. When a handler throws, `fault$` emits the failure, and the stream goes on. By default a value that comes
   * during a run waits; `policy` can change this. The subscription is `closed` when the stream has ended or failed, and no run is left.
   *
   * @example
   * import { connect } from 'rx-asterisk'
   *
   * const asterisk = connect({ username: 'admin', password: 'secret' })
   * asterisk.logic(asterisk.userEvent('Call'), async ({ source, value }) => console.log(source, value))
   */
  readonly logic: <A>(source$: Observable<A>, handler: Handler<A>, policy?: LogicPolicy<A>) => Subscription
  /** Runs an action whose value nobody needs; a failure goes to `fault$`. */
  readonly perform: (action$: Observable<unknown>) => Subscription
  /**
   * Emits the write classes of this login, from ListCommands, and each read class after the first event of that class. `take(1)` asks once.
   * `requirements` gives the classes that a program needs.
   *
   *     permissions()   --p----p--    p: then one more for each read class that is seen for the first time
   */
  readonly permissions: () => Observable<Permissions>
  /** The counts since `connect`. */
  readonly metrics: () => Metrics
  /**
   * Ends everything at once, subscribed or not: Logoff, unsent actions fail `NotSent`, sent ones `FateUnknown`, streams complete. The promise
   * resolves when the link is closed; it never rejects.
   */
  readonly close: () => Promise<void>
  /** The same as `close`, for `await using`. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/**
 * An Asterisk over any connection: an AMI link, or a source of frames and a request function of your own.
 *
 * @example
 * import { asteriskOver, type Connection } from 'rx-asterisk'
 *
 * const watch = (connection: Connection) => asteriskOver(connection).device('2222')
 */
export const asteriskOver = (connection: Connection): Asterisk => {
  const { ask, report, events, name, status$, frame$, acceptedFrame$, isAsking, expects, memory, isReplaying } =
    connection
  const watch = watching(connection)
  let made: ReturnType<typeof streamsIn> | undefined
  /** Built at the first use: a program that only sends actions needs none (bench: connecting). */
  const built = (): ReturnType<typeof streamsIn> =>
    (made ??= streamsIn(
      {
        asker: connection.asker ?? resyncOver(connection),
        isAsking,
        expects,
        memory,
        isReplaying,
        onWatch: watch.member,
      },
      acceptedFrame$,
      { start: 'snapshot', origin: name, report },
    ))
  const streams = (): Streams => built().streams

  const passesOutcome = passes(events, 'call')
  const calls = { ask, status$, frame$: acceptedFrame$, report, passesOutcome, onWatch: watch.member }
  const placer = once(() => placing(calls))
  const place: ReturnType<typeof placing> = (wanted, cause) => placer()(wanted, cause)

  return {
    event$: defer(() => streams().event$),
    event: eventsByName(
      (event) => watch.named(`event('${event}')`, [event], built().named(event)),
      (event$) => built().sourced(event$),
    ),
    userEvent$: defer(() => streams().userEvent$),
    userEvent: userEventsByName((event) => defer(() => streams().userEvent(event)), report),
    device: (device) => streams().device(device),
    deviceState: (device) => streams().deviceState(device),
    device$: defer(() => streams().device$),
    channel$: defer(() => streams().channel$),
    channelChange$: defer(() => streams().channelChange$),
    dtmf: (device) => streams().dtmf(device),
    call$: defer(() => streams().call$),
    callChange$: defer(() => streams().callChange$),
    callOf: (device) => streams().callOf(device),
    bridge$: defer(() => streams().bridge$),
    mailbox: (mailbox, context) => streams().mailbox(mailbox, context),
    queue: (queue) => streams().queue(queue),
    queue$: defer(() => streams().queue$),
    queueCall: (queue) => streams().queueCall(queue),
    conference: (room) => streams().conference(room),
    conference$: defer(() => streams().conference$),
    parked$: defer(() => streams().parked$),
    endpoint: (endpoint) => streams().endpoint(endpoint),
    endpoint$: defer(() => streams().endpoint$),
    registration: (registration) => streams().registration(registration),
    extensionState: (hint) => streams().extensionState(hint),
    stateOf: (device) => streams().stateOf(device),
    presence: (provider) => streams().presence(provider),
    agent: (id) => streams().agent(id),
    live: liveLists(() => built().models, name, report, watch.named),
    status$,
    status: () => newestOf(status$),
    ready$: ready$(connection),
    fault$: connection.fault$,
    frame$,
    call: call(place),
    callFirst: callFirst(place),
    redirect: redirect(ask),
    transfer: transfer(ask),
    sendDtmf: sendDtmf(ask),
    recording: recording(calls),
    park: park(ask),
    retrieve: retrieve(calls),
    hangup: hangup(ask),
    dbRead: dbRead(ask),
    dbWrite: dbWrite(ask),
    dbDelete: dbDelete(ask),
    dbTree: dbTree(ask),
    dbDeleteTree: dbDeleteTree(ask),
    mailboxCount: mailboxCount(ask),
    sendUserEvent: sendUserEvent(ask),
    send: typedSend(ask, report),
    list: typedList(ask, name, report),
    command: command(ask),
    logic: logic(report),
    perform: perform(report),
    permissions: permissions(ask, frame$),
    metrics: connection.metrics,
    close: connection.close,
    [Symbol.asyncDispose]: connection.close,
  }
}
