/** The row of endpoints: from the list of endpoints, the list of contacts, and the events of both. */
import { deviceStateIn, type DeviceStateWord } from '../../protocol/codec.js'
import type { Frame } from '../../protocol/frame.js'
import { memoryBudget } from '../budget.js'
import { copied } from '../copied.js'
import { MapFold } from '../mapFold.js'
import type { Answer, Fold, Question, Row, Tools } from '../model.js'
import { type ContactPlace, Contacts, placeInEvent } from './contacts.js'
import { type Endpoint, reachability, sameEndpoint } from './endpoint.js'

const CONTACTS: Question = {
  name: 'contacts',
  action: 'PJSIPShowContacts',
  form: 'list',
  items: ['ContactList'],
  end: 'ContactListComplete',
  none: /^No Contacts found/i,
  weight: 5000,
}

/** Never PJSIPShowEndpoint: it tells passwords. */
const ENDPOINTS: Question = {
  name: 'endpoints',
  action: 'PJSIPShowEndpoints',
  form: 'list',
  items: ['EndpointList'],
  end: 'EndpointListComplete',
  none: /^No Endpoints found/i,
  weight: 10_000,
}

/** The configuration and the device of an endpoint. */
interface Known {
  readonly aors: readonly string[]
  readonly state: DeviceStateWord
  /** False where only events showed it. */
  readonly isListed: boolean
}

const TECHNOLOGY = 'PJSIP/'
/** About the bytes of an endpoint. */
const BYTES = 1000

const wordsOf = (list: string | undefined): readonly string[] => (list ?? '').split(',').filter((word) => word !== '')

/** `2222/sip:2222@127.0.0.1:6290,` */
const placesIn = (frame: Frame): readonly ContactPlace[] =>
  wordsOf(frame.exact('Contacts')).map((text) => {
    const slash = text.indexOf('/')
    return { aor: text.slice(0, slash), uri: text.slice(slash + 1) }
  })

/** Steps are the names of endpoints that changed. The value of a name is undefined where there is no such endpoint. */
export class EndpointFold extends MapFold<Endpoint> implements Fold<string, Endpoint | undefined, string> {
  readonly #budget
  readonly #contacts
  readonly #known = new Map<string, Known>()
  /** The endpoints of each AOR. */
  readonly #owners = new Map<string, Set<string>>()
  #link = 0

  constructor(tools: Tools) {
    super(tools)
    this.#budget = memoryBudget(tools.memory, tools.full)
    this.#contacts = new Contacts(this.#budget)
  }

  event(name: string, frame: Frame): readonly string[] {
    if (name === 'ContactStatus') return this.#contactTold(frame)
    if (name === 'DeviceStateChange') return this.#deviceTold(frame)
    if (mayConcernPjsip(frame.exact('Module'))) {
      this.tools.ask(CONTACTS)
      this.tools.ask(ENDPOINTS)
    }
    return []
  }

  answer({ question, items, denied }: Answer): readonly string[] {
    if (denied) return []
    if (question === CONTACTS) this.#contacts.listed(items, this.#link)
    else this.#configure(items)
    return [...new Set([...this.live.keys(), ...this.#known.keys()])].flatMap((name) => this.#refresh(name))
  }

  newLink(): void {
    this.#link += 1
  }

  #contactTold(frame: Frame): readonly string[] {
    const place = placeInEvent(frame)
    if (frame.exact('ContactStatus') === 'Removed') this.#contacts.remove(place)
    else this.#contacts.told(place, frame, this.#link)
    const name = frame.exact('EndpointName') ?? ''
    const owners = this.#owners.get(place.aor)
    if (owners !== undefined) return [...owners].flatMap((owner) => this.#refresh(owner))
    return this.#addUnlisted(name, { aors: [copied(place.aor)], state: 'UNKNOWN' })
  }

  #deviceTold(frame: Frame): readonly string[] {
    const device = frame.exact('Device') ?? ''
    // with an ActionID: an item of a list that nobody reads any more
    if (frame.actionId !== undefined || !device.startsWith(TECHNOLOGY)) return []
    const name = device.slice(TECHNOLOGY.length)
    const state = deviceStateIn(frame.exact('State') ?? '')
    const known = this.#known.get(name)
    if (known === undefined) return this.#addUnlisted(name, { aors: [], state })
    if (known.state === state) return []
    this.#known.set(name, { ...known, state })
    return this.#refresh(name)
  }

  /** Without the right to list endpoints, events alone show them. */
  #addUnlisted(name: string, known: Pick<Known, 'aors' | 'state'>): readonly string[] {
    if (name === '' || this.tools.knowledge() !== 'seen') return []
    const before = this.#known.get(name)
    if (before === undefined && !this.#budget.reserve(BYTES)) return []
    const own = copied(name)
    this.#add(own, {
      aors: [...(before?.aors ?? []), ...known.aors],
      state: before?.state ?? known.state,
      isListed: false,
    })
    return this.#refresh(own)
  }

  #add(name: string, known: Known): void {
    this.#known.set(name, known)
    for (const aor of known.aors) {
      const owners = this.#owners.get(aor) ?? new Set()
      this.#owners.set(aor, owners.add(name))
    }
  }

  /** The list of endpoints is their configuration: all others are gone. */
  #configure(items: readonly Frame[]): void {
    this.#budget.free(BYTES * this.#known.size)
    this.#known.clear()
    this.#owners.clear()
    for (const frame of items) {
      const name = copied(frame.exact('ObjectName') ?? '')
      if (name === '' || !this.#budget.reserve(BYTES)) continue
      const aors = wordsOf(frame.exact('Aor')).map(copied)
      this.#add(name, { aors, state: deviceStateIn(frame.exact('DeviceState') ?? ''), isListed: true })
    }
    this.#contacts.configured(items.flatMap(placesIn))
  }

  /** Returns the name where its endpoint changed. */
  #refresh(name: string): readonly string[] {
    const known = this.#known.get(name)
    if (known === undefined) return this.live.delete(name) ? [name] : []
    const contacts = known.aors.flatMap((aor) => this.#contacts.of(aor))
    const { state, isListed } = known
    const endpoint = { name, reachable: reachability(contacts, state, isListed), contacts, state }
    const before = this.live.get(name)
    if (before !== undefined && sameEndpoint(before, endpoint)) return []
    this.live.set(name, endpoint)
    return [name]
  }
}

/** False for the reload of a module that has nothing to do with PJSIP. */
export const mayConcernPjsip = (module: string | undefined): boolean =>
  module === undefined || !/\.so$/i.test(module) || /pjsip/i.test(module)

export const PJSIP_ENDPOINTS = {
  name: 'endpoints',
  members: ['endpoint', 'endpoint$'],
  events: ['ContactStatus'],
  helped: ['DeviceStateChange', 'Reload'],
  questions: [CONTACTS, ENDPOINTS],
  beginsEmpty: false,
  fold: (tools: Tools) => new EndpointFold(tools),
} as const satisfies Row<EndpointFold>
