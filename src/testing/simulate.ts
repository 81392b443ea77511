/** `simulate`: an Asterisk inside the test, with phones, a dialplan, a database, mailboxes and faults. */
import type { Transport } from '../transport.js'
import { runCommand } from './simulation/actions/command.js'
import { countsOf } from './simulation/actions/mailbox.js'
import { channelWithoutCall } from './simulation/channels.js'
import { amiService, type ReceivedAction } from './simulation/amiService.js'
import { initialFaultState } from './simulation/faultState.js'
import { simulatedFaults, type SimulatedFaults } from './simulation/simulatedFaults.js'
import type { PhoneBehaviour, SimulatedMailbox, SimulateOptions } from './simulation/options.js'
import { loopback, type ListenAddress, type Loopback } from './simulation/server.js'
import { NOBODY, channelLines, type SimulatedChannel, type SimulatedParty } from './simulation/simulatedChannel.js'
import {
  blindTransfer,
  channelsOf,
  pickUp,
  placeCall,
  pressKeys,
  runExtension,
  setHold,
} from './simulation/telephony.js'
import type { PlacedCall } from './simulation/telephony.js'
import { conference, type SimulatedConference } from './simulation/state/conferences.js'
import { type Parking, parking } from './simulation/state/parking.js'
import { queueControl, type SimulatedQueueControl } from './simulation/state/queueControl.js'
import type { SimulatedRecording } from './simulation/state/recording.js'
import { newQueue } from './simulation/state/queueStore.js'
import type { Stations } from './simulation/state/stations.js'
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
  /** The option `transport` of `connect`: reaches the simulation without a socket. */
  readonly transport: Transport
  /** Listens on a loopback port, by default on any free one; later calls return the same address. Needs `close`. */
  readonly listen: (port?: number) => Promise<ListenAddress>
  /** Ends all calls, closes all links and the port. */
  readonly close: () => Promise<void>

  /** Lets a phone call an extension of a context (`internal` by default). */
  readonly dial: (endpoint: string, exten: string, context?: string) => PlacedCall
  /** Runs an extension on a channel that belongs to no phone; `caller` is the caller id of this channel. */
  readonly run: (exten: string, context: string, caller?: SimulatedParty) => void
  /**
   * Sets how an endpoint handles its calls from now on. A phone that becomes `Unregistered`, or comes back, has the states and the events of a
   * real one: ContactStatus, PeerStatus and DeviceStateChange (`UNAVAILABLE`, `NOT_INUSE`).
   */
  readonly phone: (endpoint: string, behaviour: PhoneBehaviour) => void
  /** The From headers of the INVITEs that an endpoint got, oldest first. */
  readonly callers: (endpoint: string) => readonly string[]
  /** Hangs up a channel by its name, or all channels of an endpoint. */
  readonly hangup: (channelOrEndpoint: string) => void
  /** Presses keys on a phone, 100 ms each. */
  readonly press: (channelOrEndpoint: string, digits: string) => void
  readonly hold: (channelOrEndpoint: string) => void
  readonly unhold: (channelOrEndpoint: string) => void
  /**
   * Transfers the partner of an endpoint to an extension of a context (`internal` by default) and ends the endpoint's own call. The
   * endpoint must have dialled and be in a conversation.
   */
  readonly transfer: (endpoint: string, exten: string, context?: string) => void

  /** A phone takes the call that rings at another phone. */
  readonly pickup: (endpoint: string, ringing: string) => void
  /** A queue, which begins without members where the options do not name it. */
  readonly queue: (name: string) => SimulatedQueueControl
  readonly conference: (room: string) => SimulatedConference
  /** Parks a new call of an endpoint, or the channel of that name. Returns the space. */
  readonly park: Parking['park']
  /** Connects an endpoint with the call on a space. */
  readonly retrieve: Parking['retrieve']
  /** The time of a parked call is over: it leaves its space. */
  readonly parkTimeout: Parking['timeOut']
  /** The contacts of an endpoint by its name: `2222`. */
  readonly contact: Stations['contact']
  /** A registration at a provider. */
  readonly registration: Stations['registration']
  /** Sets the status of a hint (`200@internal`) by Asterisk's number; undefined removes the hint, which has no event. */
  readonly hint: Stations['hint']
  /** Sets the state of a device that is no phone: `Custom:lamp`, `INUSE`. */
  readonly deviceState: Stations['deviceState']
  readonly presence: Stations['presence']
  readonly agent: Stations['agent']
  /** Sends Reload for a module, as after `module reload`. */
  readonly reload: (module: string) => void

  /** Sends a UserEvent with these headers from the dialplan, on a channel of that caller. */
  readonly userEvent: (name: string, headers: Readonly<Record<string, string>>, caller?: SimulatedParty) => void
  /** Sets the messages of a mailbox (`2222@default`) and sends MessageWaiting. */
  readonly mailbox: (box: string, counts: SimulatedMailbox) => void
  /** Adds one new message to a mailbox. */
  readonly leaveMessage: (box: string) => void
  /** Sends a frame, given line by line, to all sessions that have the classes of its `Privilege`: for recorded sequences. */
  readonly send: (...lines: readonly string[]) => void

  readonly channels: () => readonly SimulatedChannel[]
  /** All recordings that MixMonitor began, the oldest first. */
  readonly recordings: () => readonly SimulatedRecording[]
  /** The lines that a console command prints. */
  readonly cli: (command: string) => readonly string[]
  /** All entries, by `family/key`. */
  readonly database: () => ReadonlyMap<string, string>
  /** Every action that was received, with its time and without secrets. */
  readonly actions: () => readonly ReceivedAction[]
  /** The number of open links. */
  readonly links: () => number
  /** The number of links that are logged in. */
  readonly logins: () => number
  readonly faults: SimulatedFaults
}

const DEFAULT_USERS = { admin: { secret: 'secret', read: 'all', write: 'all' } }

/**
 * Starts an Asterisk inside this process. It sends the same bytes as Asterisk 22, for everything that the options name.
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
  const { stations } = world
  const lot = parking(world)
  const faults = initialFaultState()
  const service = amiService(world, faults, options.users ?? DEFAULT_USERS)
  let listener: Promise<Loopback> | undefined

  const setMailbox = (box: string, counts: SimulatedMailbox): void => {
    world.mailboxes.set(box, counts)
    // app_voicemail counts urgent messages as new ones in MessageWaiting, and only there
    world.emit(
      'MessageWaiting',
      `Mailbox: ${box}`,
      'Waiting: 0',
      `New: ${counts.new + counts.urgent}`,
      `Old: ${counts.old}`,
    )
  }

  return {
    transport: memoryTransport(service),
    listen: async (port) => {
      listener ??= loopback(service, port)
      return (await listener).address()
    },
    close: async () => {
      service.kill()
      await (await listener)?.close()
    },
    dial: (endpoint, exten, context = 'internal') => placeCall(world, endpoint, exten, context),
    run: (exten, context, caller) => {
      runExtension(world, exten, context, caller)
    },
    phone: world.setPhone,
    callers: world.callers,
    hangup: (wanted) => {
      channelsOf(world, wanted).forEach(({ uniqueid }) => {
        world.channels.hangupByFarSide(uniqueid, 16)
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
    pickup: (endpoint, ringing) => {
      pickUp(world, endpoint, ringing)
    },
    queue: (name) => {
      const queue = world.queues.get(name) ?? newQueue(name, [])
      world.queues.set(name, queue)
      return queueControl(world, queue)
    },
    conference: (room) => conference(world, room),
    park: lot.park,
    retrieve: lot.retrieve,
    parkTimeout: lot.timeOut,
    contact: stations.contact,
    registration: stations.registration,
    hint: stations.hint,
    deviceState: stations.deviceState,
    presence: stations.presence,
    agent: stations.agent,
    reload: (module) => {
      world.emit('Reload', `Module: ${module}`, 'Status: 0')
    },
    userEvent: (name, headers, caller = NOBODY) => {
      const lines = Object.entries(headers).map(([key, value]) => `${key}: ${value}`)
      world.emit('UserEvent', ...channelLines(channelWithoutCall(caller)), `UserEvent: ${name}`, ...lines)
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
    recordings: () => [...world.recordings.values()],
    cli: (command) => runCommand(world, command).lines,
    database: world.database.entries,
    actions: service.actions,
    links: service.links,
    logins: service.logins,
    faults: simulatedFaults(service, faults),
  }
}
