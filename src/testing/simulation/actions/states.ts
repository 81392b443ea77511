/** The lists of conferences, parked calls, endpoints, registrations, hints, presences and agents: empty, as a simulation has none of them. */
import type { Class } from '../classes.js'
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

export const stateActions: ActionTable = {
  ConfbridgeListRooms: refused(['reporting'], 'No active conferences.'),
  ConfbridgeList: refused(['reporting'], 'No Conference by that name found.'),
  ParkedCalls: empty(['call'], 'Parked calls will follow', 'ParkedCallsComplete'),
  PJSIPShowContacts: refused(['system'], 'No Contacts found'),
  PJSIPShowEndpoints: empty(
    ['system'],
    'A listing of Endpoints follows, presented as EndpointList events',
    'EndpointListComplete',
  ),
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
