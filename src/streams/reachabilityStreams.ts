/** The public streams of what can be reached, and in which state it is: endpoints, registrations, hints, devices, presences, agents. */
import * as O from 'fp-ts/lib/Option.js'
import { defer, distinctUntilChanged, map, type Observable } from 'rxjs'
import type { Endpoint } from '../model/endpoints/endpoint.js'
import { PJSIP_ENDPOINTS } from '../model/endpoints/endpoints.js'
import { PJSIP_REGISTRATIONS, type Registration } from '../model/endpoints/registrations.js'
import type { Engine } from '../model/engine.js'
import { NO_PARENT } from '../model/neighbours.js'
import { type Agent, AGENT_POOL } from '../model/states/agents.js'
import { STATES } from '../model/states/deviceStates.js'
import type { ExtensionState } from '../model/states/extensionState.js'
import { EXTENSION_STATES } from '../model/states/hints.js'
import { type Presence, PRESENCES } from '../model/states/presences.js'
import type { DeviceStateWord } from '../protocol/codec.js'
import { once } from '../rx/once.js'
import type { Watched } from './watched.js'

/** Reachability and states. Each stream emits the present value first, once it is known. */
export interface ReachabilityStreams {
  /** A phone or trunk of PJSIP: reachable or not, its contacts, the state of its device. */
  readonly endpoint: (name: string) => Observable<Endpoint>
  /** All endpoints of PJSIP, by name: one map that changes, emitted at each change. */
  readonly endpoint$: Observable<ReadonlyMap<string, Endpoint>>
  /** The registration of this Asterisk at a provider, by its name in the configuration; `unregistered` where there is none of that name. */
  readonly registration: (name: string) => Observable<Registration>
  /** The state of a hint, as `200@internal`; none where the dialplan has no such hint. */
  readonly extensionState: (hint: string) => Observable<O.Option<ExtensionState>>
  /** The state of any device: `PJSIP/2222`, `Custom:lamp`, `confbridge:100`. `UNKNOWN` where Asterisk knows no such device. */
  readonly stateOf: (device: string) => Observable<DeviceStateWord>
  /** The presence of a person: `CustomPresence:2222`. */
  readonly presence: (provider: string) => Observable<Presence>
  /** An agent of the module app_agent_pool. */
  readonly agent: (id: string) => Observable<Agent>
}

const noEndpoint = (name: string): Endpoint => ({ name, reachable: 'no', contacts: [], state: 'INVALID' })

const noRegistration = (name: string): Registration => ({ name, state: 'unregistered', since: O.none })

const noAgent = (id: string): Agent => ({ id, name: O.none, state: 'loggedOff', since: O.none })

const withContext = (hint: string): string => (hint.includes('@') ? hint : `${hint}@default`)

export const reachabilityStreams = (models: Engine, watched: Watched): ReachabilityStreams => {
  // most programs watch none of these
  const endpoints = once(() => models.add(PJSIP_ENDPOINTS, NO_PARENT))
  const registrations = once(() => models.add(PJSIP_REGISTRATIONS, NO_PARENT))
  const hints = once(() => models.add(EXTENSION_STATES, NO_PARENT))
  const states = once(() => models.add(STATES, NO_PARENT))
  const presences = once(() => models.add(PRESENCES, NO_PARENT))
  const agents = once(() => models.add(AGENT_POOL, NO_PARENT))
  /** The value of a key; `missing` where the key is known not to exist. */
  const keyed = <A>(member: string, source$: Observable<A | undefined>, missing: A): Observable<A> =>
    watched(
      member,
      source$.pipe(
        distinctUntilChanged(),
        map((value) => value ?? missing),
      ),
    )
  return {
    endpoint: (name) => keyed('endpoint', endpoints().at(name), noEndpoint(name)),
    endpoint$: watched('endpoint$', defer(() => endpoints().all$).pipe(map(() => endpoints().fold().values()))),
    registration: (name) =>
      keyed(
        'registration',
        registrations()
          .at(name)
          .pipe(map((known) => known?.registration)),
        noRegistration(name),
      ),
    extensionState: (hint) => watched('extensionState', hints().at(withContext(hint)).pipe(distinctUntilChanged())),
    stateOf: (device) => keyed('stateOf', states().at(device), 'UNKNOWN'),
    presence: (provider) => watched('presence', presences().at(provider).pipe(distinctUntilChanged())),
    agent: (id) => keyed('agent', agents().at(id), noAgent(id)),
  }
}
