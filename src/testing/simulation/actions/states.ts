/** The phones as endpoints; and conferences, parked calls, registrations, hints, presences and agents, of which a simulation has none. */
import type { Class } from '../classes.js'
import { deviceState } from '../devices.js'
import { list, refusal, success } from '../reply.js'
import type { ActionTable, Handler } from './handler.js'

const empty = (classes: readonly Class[], message: string, end: string): Handler => ({
  classes,
  answer: (request) => list(request, message, [], end),
})

/** A list that Asterisk refuses while it is empty. */
const refused = (classes: readonly Class[], message: string): Handler => ({
  classes,
  answer: (request) => refusal(request, message),
})

const PJSIP = 'PJSIP/'

/** An endpoint with an address in its configuration. */
const endpoint = (name: string, state: string): readonly string[] => [
  'ObjectType: endpoint',
  `ObjectName: ${name}`,
  'Transport: udp',
  `Aor: ${name}`,
  'Auths: ',
  'OutboundAuths: ',
  `Contacts: ${name}/sip:${name}@127.0.0.1:5060,`,
  `DeviceState: ${state}`,
  'ActiveChannels: 0',
]

export const stateActions: ActionTable = {
  ConfbridgeListRooms: refused(['reporting'], 'No active conferences.'),
  ConfbridgeList: refused(['reporting'], 'No Conference by that name found.'),
  ParkedCalls: empty(['call'], 'Parked calls will follow', 'ParkedCallsComplete'),
  PJSIPShowContacts: refused(['system'], 'No Contacts found'),
  PJSIPShowEndpoints: {
    classes: ['system'],
    answer: (request, { world }) => {
      const items = [...world.phones.keys()]
        .filter((device) => device.startsWith(PJSIP))
        .map((device) => [
          'Event: EndpointList',
          ...request.id,
          ...endpoint(device.slice(PJSIP.length), deviceState(device, world.channels.all())),
        ])
      const message = 'A listing of Endpoints follows, presented as EndpointList events'
      return list(request, message, items, 'EndpointListComplete')
    },
  },
  PJSIPShowRegistrationsOutbound: empty(
    ['system', 'reporting'],
    'Following are Events for each Outbound registration',
    'OutboundRegistrationDetailComplete',
  ),
  ExtensionState: {
    classes: ['call', 'reporting'],
    answer: (request) =>
      success(
        request,
        'Message: Extension Status',
        `Exten: ${request.get('Exten')}`,
        `Context: ${request.get('Context')}`,
        'Hint: ',
        'Status: -1',
        'StatusText: Unknown',
      ),
  },
  ExtensionStateList: empty(['call', 'reporting'], 'Extension Statuses will follow', 'ExtensionStateListComplete'),
  PresenceState: {
    classes: ['call', 'reporting'],
    answer: (request) => success(request, 'Message: Presence State', 'State: not_set'),
  },
  Agents: empty(['agent'], 'Agents will follow', 'AgentsComplete'),
}
