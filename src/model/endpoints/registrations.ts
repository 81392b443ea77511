/** The row of outbound registrations of PJSIP: from one list, and from events that name them by their addresses. */
import * as O from 'fp-ts/lib/Option.js'
import type { Frame } from '../../protocol/frame.js'
import { copied } from '../copied.js'
import { ListedFold, type ListedReading, type Sight } from '../listed.js'
import type { Question, Row, Tools } from '../model.js'
import { mayConcernPjsip } from './endpoints.js'

/** A registration of this Asterisk at a provider. */
export interface Registration {
  /** Its name in the configuration. */
  readonly name: string
  readonly state: 'registered' | 'unregistered' | 'rejected'
  /** The beginning of this state, in epoch milliseconds; none where it began before the link. */
  readonly since: O.Option<number>
}

/** With its addresses, by which events name it. */
interface Addressed {
  readonly registration: Registration
  readonly client: string
  readonly server: string
}

/** Its items with passwords (AuthDetail) are dropped unread. */
const REGISTRATIONS: Question = {
  name: 'registrations',
  action: 'PJSIPShowRegistrationsOutbound',
  form: 'list',
  items: ['OutboundRegistrationDetail'],
  end: 'OutboundRegistrationDetailComplete',
  every: 300_000,
  weight: 1500,
}

const stateIn = (word: string | undefined): Registration['state'] => {
  if (word === 'Registered') return 'registered'
  return word?.startsWith('Rejected') === true ? 'rejected' : 'unregistered'
}

/** The state with its beginning: known where it changed before our eyes. */
const changed = (registration: Registration, state: Registration['state'], since: O.Option<number>): Registration =>
  registration.state === state ? registration : { ...registration, state, since }

const listed = (frame: Frame, live: ReadonlyMap<string, Addressed>): readonly Sight<Addressed>[] => {
  const key = copied(frame.exact('ObjectName') ?? '')
  if (key === '') return []
  const state = stateIn(frame.exact('Status'))
  const before = live.get(key)?.registration ?? { name: key, state, since: O.none }
  const client = copied(frame.exact('ClientUri') ?? '')
  const server = copied(frame.exact('ServerUri') ?? '')
  return [{ key, value: { registration: changed(before, state, O.none), client, server } }]
}

const READING: ListedReading<Addressed> = {
  event: (_name, frame, at, live) => {
    const [client, server, state] = [frame.exact('Username'), frame.exact('Domain'), stateIn(frame.exact('Status'))]
    return [...live]
      .filter(([, known]) => known.client === client && known.server === server)
      .map(([key, known]) => ({
        key,
        value: { ...known, registration: changed(known.registration, state, O.some(at)) },
      }))
  },
  item: (frame, _at, live) => listed(frame, live),
  same: (a, b) => a.registration === b.registration && a.client === b.client && a.server === b.server,
}

export class RegistrationFold extends ListedFold<Addressed> {
  readonly #ask: Tools['ask']

  constructor(tools: Tools) {
    super(tools, READING)
    this.#ask = tools.ask
  }

  override event(name: string, frame: Frame, at: number): readonly string[] {
    if (name === 'Reload') {
      if (mayConcernPjsip(frame.exact('Module'))) this.#ask(REGISTRATIONS)
      return []
    }
    if (frame.exact('ChannelType') !== 'PJSIP') return []
    const [client, server] = [frame.exact('Username'), frame.exact('Domain')]
    const isKnown = [...this.live.values()].some((known) => known.client === client && known.server === server)
    // a new one, as after a reload
    if (!isKnown) this.#ask(REGISTRATIONS)
    return super.event(name, frame, at)
  }
}

export const PJSIP_REGISTRATIONS = {
  name: 'registrations',
  members: ['registration'],
  events: ['Registry'],
  helped: ['Reload'],
  questions: [REGISTRATIONS],
  beginsEmpty: false,
  fold: (tools: Tools) => new RegistrationFold(tools),
} as const satisfies Row<RegistrationFold>
