/** `simulate`: an Asterisk inside the test, with phones, a dialplan, a database, mailboxes, and ways to break it. */
import type { Transport } from '../transport.js'
import { runCommand } from './simulation/actions/command.js'
import { countsOf } from './simulation/actions/mailbox.js'
import { passerby } from './simulation/channels.js'
import { exchange as openExchange, type HeardAction } from './simulation/exchange.js'
import { noFaults } from './simulation/faults.js'
import { breaking, type Breaking } from './simulation/breaking.js'
import type { Manner, MailboxCounts, SimulateOptions } from './simulation/options.js'
import { loopback, type Address, type Loopback } from './simulation/server.js'
import { NOBODY, channelLines, type Channel, type Party } from './simulation/snapshot.js'
import { blindTransfer, channelsOf, placeCall, pressKeys, runExtension, setHold } from './simulation/telephony.js'
import type { PlacedCall } from './simulation/telephony.js'
import { memoryTransport } from './simulation/transport.js'
import { world as newWorld } from './simulation/world.js'

/**
 * A running simulation. Times are milliseconds of rxjs's scheduler: real ones, or virtual ones inside a TestScheduler.
 *
 * @example
 * import { connect } from 'rx-asterisk'
 * import { simulate } from 'rx-asterisk/testing'
 *
 * const pbx = simulate({ mailboxes: { '2222@default': { old: 3, new: 2, urgent: 0 } } })
 * const asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport })
 * asterisk.mailboxCount('2222').subscribe(([old, fresh]) => console.log(old, fresh)) // 3 2
 */
export interface Simulation {
  /** Reaches it without a socket: the option `transport` of `connect`. */
  readonly transport: Transport
  /** Listens on a loopback port, any free one by default; later calls give the same address. Needs `close`. */
  readonly listen: (port?: number) => Promise<Address>
  /** Ends everything: calls, links and the port. */
  readonly close: () => Promise<void>

  /** A phone places a call to an extension of a context (`internal`). */
  readonly dial: (endpoint: string, exten: string, context?: string) => PlacedCall
  /** Runs an extension on a channel of no phone, as for a caller with that id. */
  readonly run: (exten: string, context: string, caller?: Party) => void
  /** From now on the endpoint takes calls like this. */
  readonly phone: (endpoint: string, manner: Manner) => void
  /** The From headers of the INVITEs that an endpoint got, oldest first. */
  readonly callers: (endpoint: string) => readonly string[]
  /** Whoever owns the channel of that name, or the channels of that endpoint, hangs up. */
  readonly hangup: (channelOrEndpoint: string) => void
  /** Keys are pressed on a phone, 100 ms each. */
  readonly press: (channelOrEndpoint: string, digits: string) => void
  readonly hold: (channelOrEndpoint: string) => void
  readonly unhold: (channelOrEndpoint: string) => void
  /** The endpoint, which dialled and talks, sends its partner to an extension of a context (`internal`) and is out of it. */
  readonly transfer: (endpoint: string, exten: string, context?: string) => void

  /** The dialplan sends a UserEvent with these headers, on a channel of that caller. */
  readonly userEvent: (name: string, headers: Readonly<Record<string, string>>, caller?: Party) => void
  /** Sets what a mailbox (`2222@default`) holds, and announces it by MessageWaiting. */
  readonly mailbox: (box: string, counts: MailboxCounts) => void
  /** Somebody leaves a message. */
  readonly leaveMessage: (box: string) => void
  /** A frame, line by line, to all sessions with the classes of its `Privilege`: for recorded sequences. */
  readonly send: (...lines: readonly string[]) => void

  readonly channels: () => readonly Channel[]
  /** What a console command prints, line by line. */
  readonly cli: (command: string) => readonly string[]
  /** All entries, by `family/key`. */
  readonly database: () => ReadonlyMap<string, string>
  /** Every action that came, with its time and without secrets. */
  readonly actions: () => readonly HeardAction[]
  /** How many links are open. */
  readonly links: () => number
  readonly faults: Breaking
}

const DEFAULT_USERS = { admin: { secret: 'secret', read: 'all', write: 'all' } }

/**
 * Starts an Asterisk that lives in this process: byte for byte what Asterisk 22 says, for the things that options name.
 *
 * @example
 * import { answer, dial, simulate, wait } from 'rx-asterisk/testing'
 *
 * const pbx = simulate({
 *   endpoints: { 'PJSIP/2222': { _tag: 'Answers', after: 200 }, 'PJSIP/30': { _tag: 'Rings' } },
 *   contexts: { internal: (exten) => (exten === '100' ? [answer(), wait(60_000)] : [dial([`PJSIP/${exten}`])]) },
 *   database: { 'dnd/office': '1' },
 * })
 * const call = pbx.dial('PJSIP/2222', '30')
 * call.hangup()
 */
export const simulate = (options: SimulateOptions = {}): Simulation => {
  const world = newWorld(options)
  const faults = noFaults()
  const exchange = openExchange(world, faults, options.users ?? DEFAULT_USERS)
  let listener: Promise<Loopback> | undefined

  const setMailbox = (box: string, counts: MailboxCounts): void => {
    world.mailboxes.set(box, counts)
    // app_voicemail counts urgent messages among the new ones here, and only here.
    world.emit(
      'MessageWaiting',
      `Mailbox: ${box}`,
      'Waiting: 0',
      `New: ${counts.new + counts.urgent}`,
      `Old: ${counts.old}`,
    )
  }

  return {
    transport: memoryTransport(exchange),
    listen: async (port) => {
      listener ??= loopback(exchange, port)
      return (await listener).address()
    },
    close: async () => {
      exchange.kill()
      await (await listener)?.close()
    },
    dial: (endpoint, exten, context = 'internal') => placeCall(world, endpoint, exten, context),
    run: (exten, context, caller) => {
      runExtension(world, exten, context, caller)
    },
    phone: (endpoint, manner) => void world.phones.set(endpoint, manner),
    callers: world.callers,
    hangup: (wanted) => {
      channelsOf(world, wanted).forEach(({ uniqueid }) => {
        world.channels.farEnd(uniqueid, 16)
      })
    },
    press: (wanted, digits) => {
      pressKeys(world, wanted, digits)
    },
    hold: (wanted) => {
      setHold(world, wanted, true)
    },
    unhold: (wanted) => {
      setHold(world, wanted, false)
    },
    transfer: (endpoint, exten, context = 'internal') => {
      blindTransfer(world, endpoint, exten, context)
    },
    userEvent: (name, headers, caller = NOBODY) => {
      const lines = Object.entries(headers).map(([key, value]) => `${key}: ${value}`)
      world.emit('UserEvent', ...channelLines(passerby(caller)), `UserEvent: ${name}`, ...lines)
    },
    mailbox: setMailbox,
    leaveMessage: (box) => {
      const counts = countsOf(world, box)
      setMailbox(box, { ...counts, new: counts.new + 1 })
    },
    send: (...lines) => {
      world.broadcast(lines)
    },
    channels: world.channels.all,
    cli: (command) => runCommand(world, command).lines,
    database: world.database.entries,
    actions: exchange.actions,
    links: exchange.links,
    faults: breaking(exchange, faults),
  }
}
