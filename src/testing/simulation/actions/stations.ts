/** The lists and questions about phones, trunks, hints, presence, agents and parked calls. */
import { list, refusal, success } from '../reply.js'
import { parkedLines } from '../state/parking.js'
import { hintLines } from '../state/stations.js'
import type { World } from '../world.js'
import type { ActionTable } from './handler.js'

/** The words of `PJSIPShowEndpoints` for a device state. */
const WORDS: Readonly<Record<string, string>> = {
  NOT_INUSE: 'Not in use',
  INUSE: 'In use',
  RINGING: 'Ringing',
  RINGINUSE: 'Ring+Inuse',
  ONHOLD: 'On Hold',
  UNAVAILABLE: 'Unavailable',
}

const endpointItem = ({ channels, phones, stations, devices }: World, device: string): readonly string[] => {
  const name = device.slice(device.indexOf('/') + 1)
  const isAway = phones.get(device)?._tag === 'Unregistered'
  const fixed = isAway || stations.registers(name) ? [] : [`sip:${name}@127.0.0.1:5060`]
  const contacts = stations.contacts().flatMap(({ aor, uri }) => (aor === name ? [uri] : []))
  const state = WORDS[devices.stateOf(device)]
  return [
    'Event: EndpointList',
    'ObjectType: endpoint',
    `ObjectName: ${name}`,
    'Transport: udp',
    `Aor: ${name}`,
    'Auths: ',
    'OutboundAuths: ',
    `Contacts: ${[...fixed, ...contacts].map((uri) => `${name}/${uri},`).join('')}`,
    `DeviceState: ${state ?? 'Invalid'}`,
    `ActiveChannels: ${channels.all().filter((each) => each.name.startsWith(`${device}-`)).length}`,
  ]
}

export const stationActions: ActionTable = {
  PJSIPShowEndpoints: {
    classes: ['system'],
    answer: (request, { world }) => {
      const items = [...world.phones.keys()].map((device) => [...endpointItem(world, device), ...request.id])
      const message = 'A listing of Endpoints follows, presented as EndpointList events'
      return list(request, message, items, 'EndpointListComplete')
    },
  },
  PJSIPShowContacts: {
    classes: ['system'],
    answer: (request, { world }) => {
      const items = world.stations
        .contacts()
        .map(({ aor, uri, status, roundtrip }) => [
          'Event: ContactList',
          ...request.id,
          'ObjectType: contact',
          `ObjectName: ${aor};@${uri}`,
          `Endpoint: ${aor}`,
          `Uri: ${uri}`,
          `Status: ${status}`,
          `RoundtripUsec: ${roundtrip ?? 'N/A'}`,
        ])
      if (items.length === 0) return { frames: [['Response: Error', ...request.id, 'Message: No Contacts found']] }
      const message = 'A listing of Contacts follows, presented as ContactList events'
      return list(request, message, items, 'ContactListComplete')
    },
  },
  PJSIPShowRegistrationsOutbound: {
    classes: ['system', 'reporting'],
    answer: (request, { world }) => {
      const all = [...world.stations.registrations()]
      const items = all.map(([name, status]) => [
        'Event: OutboundRegistrationDetail',
        ...request.id,
        'ObjectType: registration',
        `ObjectName: ${name}`,
        `ClientUri: sip:${name}@127.0.0.1`,
        'ServerUri: sip:127.0.0.1',
        `Status: ${status}`,
        'NextReg: 0',
      ])
      const registered = all.filter(([, status]) => status === 'Registered').length
      const totals = [`Registered: ${registered}`, `NotRegistered: ${all.length - registered}`]
      const message = 'Following are Events for each Outbound registration'
      return list(request, message, items, 'OutboundRegistrationDetailComplete', ...totals)
    },
  },
  ExtensionState: {
    classes: ['call', 'reporting'],
    answer: (request, { world }) => {
      const extension = `${request.get('Exten')}@${request.get('Context')}`
      const status = world.stations.hints().get(extension)
      const lines = hintLines(extension, status ?? -1).map((line) =>
        line.startsWith('Hint: ') && status === undefined ? 'Hint: ' : line,
      )
      return success(request, 'Message: Extension Status', ...lines)
    },
  },
  ExtensionStateList: {
    classes: ['call', 'reporting'],
    answer: (request, { world }) => {
      const items = [...world.stations.hints()].map(([extension, status]) => [
        'Event: ExtensionStatus',
        ...request.id,
        ...hintLines(extension, status),
      ])
      return list(request, 'Extension Statuses will follow', items, 'ExtensionStateListComplete')
    },
  },
  PresenceState: {
    classes: ['call', 'reporting'],
    answer: (request, { world }) => {
      const known = world.stations.presences().get(request.get('Provider'))
      const { state, subtype, message } = known ?? { state: 'not_set', subtype: '', message: '' }
      const more = [
        ...(subtype === '' ? [] : [`Subtype: ${subtype}`]),
        ...(message === '' ? [] : [`Message: ${message}`]),
      ]
      return success(request, 'Message: Presence State', `State: ${state}`, ...more)
    },
  },
  PresenceStateList: {
    classes: ['call', 'reporting'],
    answer: (request, { world }) => {
      const items = [...world.stations.presences()].map(([presentity, { state, subtype, message }]) => [
        'Event: PresenceStateChange',
        ...request.id,
        `Presentity: ${presentity}`,
        `Status: ${state}`,
        `Subtype: ${subtype}`,
        `Message: ${message}`,
      ])
      return list(request, 'Presence State Changes will follow', items, 'PresenceStateListComplete')
    },
  },
  Agents: {
    classes: ['agent'],
    answer: (request, { world }) => {
      const items = world.stations
        .agents()
        .map(({ id, name, since }) => [
          'Event: Agents',
          `Agent: ${id}`,
          `Name: ${name}`,
          `Status: ${since === undefined ? 'AGENT_LOGGEDOFF' : 'AGENT_IDLE'}`,
          ...(since === undefined ? [] : [`LoggedInTime: ${Math.floor(since / 1000)}`]),
          ...request.id,
        ])
      return list(request, 'Agents will follow', items, 'AgentsComplete')
    },
  },
  ParkedCalls: {
    classes: ['call'],
    answer: (request, { world }) => {
      const lot = request.get('ParkingLot') || 'default'
      const isKnown = lot === 'default' || [...world.parked.values()].some((parked) => parked.lot === lot)
      if (!isKnown) return refusal(request, 'Requested parking lot could not be found.')
      const all = request.get('ParkingLot') === ''
      const wanted = [...world.parked.values()].filter((parked) => all || parked.lot === lot)
      const items = wanted.map((parked) => ['Event: ParkedCall', ...parkedLines(world, parked), ...request.id])
      return list(request, 'Parked calls will follow', items, 'ParkedCallsComplete', `Total: ${items.length}`)
    },
  },
}
