/** Contacts, registrations, hints, presence, agents and free device states of a simulation: values that a test sets. */
import { asyncScheduler } from 'rxjs'
import { channelWithoutCall } from '../channels.js'
import type { Emit } from '../event.js'
import { NOBODY, channelLines } from '../simulatedChannel.js'

interface Contact {
  readonly aor: string
  readonly uri: string
  readonly status: 'NonQualified' | 'Reachable' | 'Unreachable'
  /** Microseconds; undefined while nothing was measured. */
  readonly roundtrip: number | undefined
}

interface Agent {
  readonly id: string
  readonly name: string
  /** Milliseconds of the scheduler; undefined: logged off. */
  readonly since: number | undefined
}

interface Presence {
  readonly state: string
  readonly subtype: string
  readonly message: string
}

/** The contacts of an endpoint. `uri` distinguishes several. */
export interface SimulatedContact {
  readonly register: (uri?: string) => void
  readonly unregister: (uri?: string) => void
  /** The phone answers OPTIONS; `roundtrip` in microseconds. */
  readonly reachable: (roundtrip?: number, uri?: string) => void
  readonly unreachable: (uri?: string) => void
}

/** A registration at a provider: each function sets its state, and sends Registry. */
export interface SimulatedRegistration {
  readonly registered: () => void
  readonly rejected: () => void
  readonly unregistered: () => void
}

/** An agent of app_agent_pool. */
export interface SimulatedAgent {
  readonly login: () => void
  readonly logoff: () => void
}

/** Hints by `200@internal`: their status as Asterisk's number. */
export interface Stations {
  readonly contacts: () => readonly Contact[]
  /** True once the test has said anything about the contacts of an endpoint. Before, it has one of the configuration. */
  readonly registers: (aor: string) => boolean
  /** True for an endpoint of which each contact is gone, or does not answer. */
  readonly isLost: (aor: string) => boolean
  /** A phone of any technology goes away, or comes back. */
  readonly moves: (endpoint: string, where: 'away' | 'back') => void
  readonly registrations: () => ReadonlyMap<string, string>
  readonly hints: () => ReadonlyMap<string, number>
  readonly deviceStates: () => ReadonlyMap<string, string>
  readonly presences: () => ReadonlyMap<string, Presence>
  readonly agents: () => readonly Agent[]
  readonly contact: (endpoint: string) => SimulatedContact
  readonly registration: (name: string) => SimulatedRegistration
  readonly hint: (extension: string, status: number | undefined) => void
  readonly deviceState: (device: string, state: string) => void
  readonly presence: (presentity: string, presence: Partial<Presence> & Pick<Presence, 'state'>) => void
  readonly agent: (id: string) => SimulatedAgent
}

/** The text of an extension state: `ast_extension_state2str`. */
const STATUS_TEXTS: Readonly<Record<number, string>> = {
  [-1]: 'Unknown',
  0: 'Idle',
  1: 'InUse',
  2: 'Busy',
  4: 'Unavailable',
  8: 'Ringing',
  9: 'InUse&Ringing',
  16: 'Hold',
  17: 'InUse&Hold',
}

export const hintLines = (extension: string, status: number): readonly string[] => {
  const [exten = '', context = ''] = extension.split('@')
  return [
    `Exten: ${exten}`,
    `Context: ${context}`,
    `Hint: PJSIP/${exten}`,
    `Status: ${status}`,
    `StatusText: ${STATUS_TEXTS[status] ?? 'Unknown'}`,
  ]
}

/** Microseconds that a phone takes to answer OPTIONS. */
const ROUNDTRIP = 1000

const firstContact = (aor: string): Contact => ({
  aor,
  uri: `sip:${aor}@127.0.0.1:5060`,
  status: 'NonQualified',
  roundtrip: undefined,
})

/** `changed`: the contacts of an endpoint have changed. */
export const stations = (emit: Emit, changed: (aor: string) => void): Stations => {
  const contacts = new Map<string, Contact>()
  const registering = new Set<string>()
  const registrations = new Map<string, string>()
  const hints = new Map<string, number>()
  const deviceStates = new Map<string, string>()
  const presences = new Map<string, Presence>()
  const agents = new Map<string, Agent>()

  const contactEvent = ({ aor, uri, roundtrip }: Contact, status: string): void => {
    const measured = roundtrip === undefined ? [] : [`RoundtripUsec: ${roundtrip}`]
    const names = [`URI: ${uri}`, `ContactStatus: ${status}`, `AOR: ${aor}`, `EndpointName: ${aor}`]
    emit('ContactStatus', ...names, ...measured)
  }
  const peerOf = (technology: string, name: string, status: string): void => {
    emit('PeerStatus', `ChannelType: ${technology}`, `Peer: ${technology}/${name}`, `PeerStatus: ${status}`)
  }
  const peerEvent = (aor: string, status: string): void => {
    peerOf('PJSIP', aor, status)
  }
  const ownOf = (aor: string): readonly Contact[] => [...contacts.values()].filter((each) => each.aor === aor)
  const setContact = (contact: Contact): void => {
    registering.add(contact.aor)
    contacts.set(`${contact.aor} ${contact.uri}`, contact)
    contactEvent(contact, contact.status)
    peerEvent(contact.aor, contact.status === 'Unreachable' ? 'Unreachable' : 'Reachable')
    changed(contact.aor)
  }
  /** The contact of the configuration, or the registered ones, are removed. */
  const leaves = (aor: string): void => {
    const own = ownOf(aor)
    registering.add(aor)
    for (const contact of own.length > 0 ? own : [firstContact(aor)]) {
      contacts.delete(`${aor} ${contact.uri}`)
      contactEvent(contact, 'Removed')
    }
    peerEvent(aor, 'Unreachable')
  }
  const returns = (aor: string): void => {
    contactEvent(firstContact(aor), 'NonQualified')
    registering.add(aor)
    contacts.set(`${aor} ${firstContact(aor).uri}`, { ...firstContact(aor), status: 'Reachable', roundtrip: ROUNDTRIP })
    peerEvent(aor, 'Reachable')
    contactEvent({ ...firstContact(aor), roundtrip: ROUNDTRIP }, 'Reachable')
  }

  return {
    contacts: () => [...contacts.values()],
    registers: (aor) => registering.has(aor),
    isLost: (aor) => registering.has(aor) && ownOf(aor).every(({ status }) => status === 'Unreachable'),
    moves: (endpoint, where) => {
      const [technology = '', name = ''] = endpoint.split('/')
      if (technology !== 'PJSIP') peerOf(technology, name, where === 'away' ? 'Unregistered' : 'Registered')
      else if (where === 'away') leaves(name)
      else returns(name)
    },
    registrations: () => registrations,
    hints: () => hints,
    deviceStates: () => deviceStates,
    presences: () => presences,
    agents: () => [...agents.values()],
    contact: (aor) => {
      const uriOf = (uri = firstContact(aor).uri): string => uri
      return {
        register: (uri) => {
          setContact({ aor, uri: uriOf(uri), status: 'NonQualified', roundtrip: undefined })
        },
        unregister: (uri) => {
          const gone = contacts.get(`${aor} ${uriOf(uri)}`)
          if (gone === undefined || !contacts.delete(`${aor} ${gone.uri}`)) return
          contactEvent(gone, 'Removed')
          if (ownOf(aor).length === 0) peerEvent(aor, 'Unreachable')
          changed(aor)
        },
        reachable: (roundtrip = ROUNDTRIP, uri) => {
          setContact({ aor, uri: uriOf(uri), status: 'Reachable', roundtrip })
        },
        unreachable: (uri) => {
          setContact({ aor, uri: uriOf(uri), status: 'Unreachable', roundtrip: undefined })
        },
      }
    },
    registration: (name) => {
      const set = (status: string) => (): void => {
        registrations.set(name, status)
        const about = [`Username: sip:${name}@127.0.0.1`, 'Domain: sip:127.0.0.1', `Status: ${status}`]
        emit('Registry', 'ChannelType: PJSIP', ...about)
      }
      return { registered: set('Registered'), rejected: set('Rejected'), unregistered: set('Unregistered') }
    },
    hint: (extension, status) => {
      if (status === undefined) hints.delete(extension)
      else {
        hints.set(extension, status)
        emit('ExtensionStatus', ...hintLines(extension, status))
      }
    },
    deviceState: (device, state) => {
      deviceStates.set(device, state)
      emit('DeviceStateChange', `Device: ${device}`, `State: ${state}`)
    },
    presence: (presentity, { state, subtype = '', message = '' }) => {
      presences.set(presentity, { state, subtype, message })
      const about = [`Status: ${state}`, `Subtype: ${subtype}`, `Message: ${message}`]
      emit('PresenceStateChange', `Presentity: ${presentity}`, ...about)
    },
    agent: (id) => {
      const set = (since: number | undefined): Agent => {
        const agent = { id, name: `Agent ${id}`, since }
        agents.set(id, agent)
        return agent
      }
      const about = [...channelLines(channelWithoutCall(NOBODY)), `Agent: ${id}`]
      return {
        login: () => {
          set(asyncScheduler.now())
          emit('AgentLogin', ...about)
        },
        logoff: () => {
          const since = agents.get(id)?.since ?? asyncScheduler.now()
          set(undefined)
          emit('AgentLogoff', ...about, `Logintime: ${Math.floor((asyncScheduler.now() - since) / 1000)}`)
        },
      }
    },
  }
}
