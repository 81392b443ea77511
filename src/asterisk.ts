/** `connect`: puts connection, streams and functions together. */
import { isLeft } from 'fp-ts/lib/Either.js'
import type * as O from 'fp-ts/lib/Option.js'
import type { Decoder } from 'io-ts'
import { defer, type Observable, type Subscription } from 'rxjs'
import { connection, type Metrics } from './connection/connection.js'
import { passes, unmasked } from './connection/eventMask.js'
import { channelLists, type Driven, mailboxCounts } from './connection/resync.js'
import type { Rereadable, Status } from './connection/status.js'
import { tcp } from './link/tcp.js'
import type { Failure } from './failure.js'
import { type List, type Send, typedList, typedSend } from './functions/ask.js'
import { call } from './functions/call.js'
import { command } from './functions/command.js'
import { dbDelete, dbDeleteTree, dbRead, dbTree, type DbValue, dbWrite } from './functions/database.js'
import { hangup } from './functions/hangup.js'
import { type Handler, logic, type Policy } from './run/logic.js'
import { mailboxCount, type MailboxTuple } from './functions/mailbox.js'
import type { Call, CallerId, CallOptions } from './functions/originate.js'
import { type Permissions, permissions } from './functions/permissions.js'
import { perform } from './run/settle.js'
import { sendUserEvent } from './functions/userEvent.js'
import { keyedRefCount, RefCount, acquiring } from './rx/refCount.js'
import { type ConnectOptions, settings } from './options.js'
import type { HeaderValue } from './protocol/action.js'
import type { Frame } from './protocol/frame.js'
import { mailboxName } from './protocol/mailbox.js'
import type { UserEvent, UserEventHeaders } from './protocol/userEvent.js'
import { type LiveStreams, liveStreams, type Streams, type Unlisted } from './streams/streams.js'

/**
 * An Asterisk: its streams, its functions, its link.
 *
 * Nothing is opened before the first subscription to anything but `status$` and `fault$`. All subscribers share one link, which closes
 * with Logoff when the last has been gone for `linger`. Streams end at `close()`; they fail only when Asterisk refuses the password
 * before a first `Ready` (`LoginRefused`), and a new subscription tries once more. Every action is cold: subscribing sends, once.
 */
export interface Asterisk extends Streams {
  /** What the connection is doing; the newest first. Never errors, completes at `close()`. */
  readonly status$: Observable<Status>
  /** What went wrong without ending anything. Watching it opens no link. */
  readonly fault$: Observable<Failure>
  /** Every frame in wire order, answers included. */
  readonly frame$: Observable<Frame>
  /**
   * Rings `source` and, when it answers, connects it with extension `dest` of `context`: one value then, and the end.
   *
   *     call(…)   ------c|    c: { channel, uniqueid }, the source has answered
   *
   * Unsubscribing before that cancels the call: the phone stops ringing. Fails with `CallFailed` (busy, noAnswer, congestion,
   * noExtension, cancelled, failed), `Refused` (needs write class `originate`), `FateUnknown`, `NotSent`, `TimedOut`, `InvalidAction`.
   *
   * @example
   * import { connect } from 'rx-asterisk'
   *
   * const asterisk = connect({ username: 'admin', password: 'secret' })
   * asterisk.perform(asterisk.call('PJSIP/200', '240', 'door', 'Door <30>'))
   */
  readonly call: (
    source: string,
    dest: string,
    context: string,
    callerId?: CallerId,
    options?: CallOptions,
  ) => Observable<Call>
  /**
   * Ends every call of a device (`30`: in any technology; `PJSIP/30`: in that one): the channels that were asked to end, `[]` when there
   * were none. Needs write class `call` or `system`.
   */
  readonly hangup: (device: string) => Observable<readonly string[]>
  /** The value at `family/key` of the AstDB; none when there is none. Needs `system` or `reporting`. Asterisk 16 cuts at 255 bytes. */
  readonly dbRead: (path: string) => Observable<O.Option<string>>
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
  /** Sends a UserEvent to all who listen, ourselves included. Needs `user`. */
  readonly sendUserEvent: (name: string, headers?: Readonly<Record<string, HeaderValue>>) => Observable<void>
  /** Any action that is answered by one response. */
  readonly send: Send
  /** Any action that is answered by a list: its items as they come. A list cut short: items, then the error. */
  readonly list: List
  /** The lines that a console command printed. Needs `command`. */
  readonly command: (cli: string) => Observable<readonly string[]>
  /**
   * Runs a handler for each value; what it throws goes to `fault$`, and the stream lives on. Values that come meanwhile wait, unless the
   * policy says otherwise.
   *
   * @example
   * import { connect } from 'rx-asterisk'
   *
   * const asterisk = connect({ username: 'admin', password: 'secret' })
   * asterisk.logic(asterisk.userEvent('Call'), async ({ source, value }) => console.log(source, value))
   */
  readonly logic: <A>(source$: Observable<A>, handler: Handler<A>, policy?: Policy<A>) => Subscription
  /** Runs an action that nobody waits for; a failure goes to `fault$`. */
  readonly perform: (action$: Observable<unknown>) => Subscription
  /**
   * What this login may write, by ListCommands, and what it was seen to read while this is subscribed; `take(1)` asks once. See
   * `requirements` for what a program needs.
   *
   *     permissions()   --p----p--    p: then one more for each read class that is seen anew
   */
  readonly permissions: () => Observable<Permissions>
  readonly metrics: () => Metrics
  /** Ends it at once, subscribed or not: Logoff, unsent actions fail `NotSent`, sent ones `FateUnknown`, streams complete. */
  readonly close: () => Observable<void>
}

/** The same failure once: rights do not change by telling of them again at every link. */
const once = (report: (failure: Failure) => void): ((failure: Failure) => void) => {
  const told = new Set<string>()
  return (failure) => {
    const action = 'action' in failure ? failure.action : failure._tag
    if (!told.has(action)) report(failure)
    told.add(action)
  }
}

/**
 * An Asterisk by its AMI. Throws a `TypeError` that names the field when an option is wrong; opens nothing yet.
 *
 *     status$   Idle ── Connecting ── Authenticating ── Ready ── …
 *
 * @example
 * import { connect } from 'rx-asterisk'
 *
 * const asterisk = connect({ username: 'admin', password: 'secret' })
 * asterisk.device('2222').subscribe((busy) => console.log(busy ? 'in a call' : 'idle'))
 */
export const connect = (options: ConnectOptions): Asterisk => {
  const decoded = settings(options)
  if (isLeft(decoded)) throw new TypeError(`connect: ${decoded.left}`)
  const chosen = decoded.right

  let refused: ReadonlySet<Rereadable> = new Set()
  const link = connection(chosen, chosen.transport ?? tcp(chosen), () => {
    const wanted = [
      ...(listing.inUse() ? (['channels'] as const) : []),
      ...(counting.inUse() ? (['mailboxes'] as const) : []),
    ]
    const before = refused
    refused = new Set() // the new link is asked anew, and rights may have changed
    return { wanted, refused: before }
  })
  const { asking, exchange, report } = link
  const tell = once(report)
  const driven = (what: Rereadable): Driven => ({
    status$: link.status$,
    exchange,
    report: (failure) => {
      refused = new Set([...refused, what])
      tell(failure)
    },
  })
  let built: LiveStreams | undefined
  /** Built at the first use: who only asks needs none. */
  const streams = (): LiveStreams =>
    (built ??= liveStreams(link.meant$, { start: 'snapshot', origin: chosen.name, report }, asking))

  const listing = new RefCount(() => perform(report)(channelLists(driven('channels'))))
  const counting = keyedRefCount((name) =>
    perform(report)(mailboxCounts(driven('mailboxes'), name, streams().announced(name))),
  )
  const listed = acquiring(listing)
  const hearing = unmasked(chosen.events, report)
  function userEvent(name: string): Observable<UserEvent>
  function userEvent<A>(name: string, codec: Decoder<UserEventHeaders, A>): Observable<A>
  function userEvent<A>(name: string, codec?: Decoder<UserEventHeaders, A>): Observable<UserEvent | A> {
    const heard = hearing('userEvent', 'user')
    return codec === undefined ? heard(streams().userEvent(name)) : heard(streams().userEvent(name, codec))
  }

  return {
    event$: defer(() => streams().event$),
    event: (...names: readonly (string | Unlisted)[]) => streams().event(...names),
    status$: link.status$,
    fault$: link.fault$,
    frame$: link.frame$,
    userEvent,
    device: (name) => hearing('device', 'call')(listed(streams().device(name))),
    deviceState: (name) => hearing('deviceState', 'call')(listed(streams().deviceState(name))),
    channel$: hearing('channel$', 'call')(listed(defer(() => streams().channel$))),
    channelChange$: hearing('channelChange$', 'call')(listed(defer(() => streams().channelChange$))),
    dtmf: (device) => hearing('dtmf', 'dtmf')(streams().dtmf(device)),
    mailbox: (mailbox, context) => {
      const name = mailboxName(mailbox, context)
      return hearing('mailbox', 'call')(acquiring(counting.at(name))(streams().mailbox(name)))
    },
    call: call({ exchange, frame$: link.meant$, report, hears: passes(chosen.events, 'call') }),
    hangup: hangup(exchange),
    dbRead: dbRead(exchange),
    dbWrite: dbWrite(exchange),
    dbDelete: dbDelete(exchange),
    dbTree: dbTree(exchange),
    dbDeleteTree: dbDeleteTree(exchange),
    mailboxCount: mailboxCount(exchange),
    sendUserEvent: sendUserEvent(exchange),
    send: typedSend(exchange, report),
    list: typedList(exchange, chosen.name, report),
    command: command(exchange),
    logic: logic(report),
    perform: perform(report),
    permissions: permissions(exchange, link.frame$),
    metrics: link.metrics,
    close: link.close,
  }
}
