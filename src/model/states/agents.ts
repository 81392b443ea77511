/** The row of agents of the module app_agent_pool: from one list, and from events of agents and of their calls. */
import * as O from 'fp-ts/lib/Option.js'
import type { Frame } from '../../protocol/frame.js'
import { count, known, sameOption } from '../../protocol/value.js'
import { copied } from '../copied.js'
import { ListedFold, type ListedReading, type Sight } from '../listed.js'
import type { Question, Row, Tools } from '../model.js'

/** An agent of `agents.conf`. */
export interface Agent {
  readonly id: string
  /** The name in `agents.conf`; none where only an event showed the agent. */
  readonly name: O.Option<string>
  /** `loggedOff` also where there is no such agent. */
  readonly state: 'loggedOff' | 'idle' | 'onCall'
  /**
   * The beginning of this state, in epoch milliseconds. For an agent who was idle before the link: the login. None where nothing tells it.
   */
  readonly since: O.Option<number>
}

const AGENTS: Question = {
  name: 'agents',
  action: 'Agents',
  form: 'list',
  items: ['Agents'],
  end: 'AgentsComplete',
  weight: 600,
}

const STATES: ReadonlyMap<string, Agent['state']> = new Map([
  ['AGENT_LOGGEDOFF', 'loggedOff'],
  ['AGENT_IDLE', 'idle'],
  ['AGENT_ONCALL', 'onCall'],
])

const INTERFACE = 'Agent:'

type Live = ReadonlyMap<string, Agent>

const agentBehind = (device: string | undefined): string | undefined =>
  device?.startsWith(INTERFACE) === true ? device.slice(INTERFACE.length) : undefined

const sight = (id: string, state: Agent['state'], at: number, live: Live): Sight<Agent> => {
  const before = live.get(id)
  const key = before?.id ?? copied(id)
  if (before?.state === state) return { key, value: before }
  return { key, value: { id: key, name: before?.name ?? O.none, state, since: O.some(at) } }
}

/** Events of the calls that queues bring. */
const CALLS: ReadonlySet<string> = new Set(['AgentConnect', 'AgentComplete', 'AgentDump'])

/** The call of a queue for a logged in agent begins or ends. */
const inCall = (name: string, frame: Frame, at: number, live: Live): readonly Sight<Agent>[] => {
  const id = agentBehind(frame.exact('Interface'))
  if (id === undefined) return []
  return live.get(id)?.state === 'loggedOff' ? [] : [sight(id, name === 'AgentConnect' ? 'onCall' : 'idle', at, live)]
}

const item = (frame: Frame, live: Live): readonly Sight<Agent>[] => {
  const id = frame.exact('Agent')
  const state = STATES.get(frame.exact('Status') ?? '')
  if (id === undefined || state === undefined) return []
  const key = copied(id)
  const before = live.get(key)
  const loggedIn = O.map((seconds: number) => seconds * 1000)(count(frame.exact('LoggedInTime')))
  const untold = before === undefined && state === 'idle' ? loggedIn : O.none
  const since = before?.state === state ? before.since : untold
  return [{ key, value: { id: key, name: O.map(copied)(known(frame.exact('Name'))), state, since } }]
}

const READING: ListedReading<Agent> = {
  event: (name, frame, at, live) => {
    if (CALLS.has(name)) return inCall(name, frame, at, live)
    const id = frame.exact('Agent')
    return id === undefined ? [] : [sight(id, name === 'AgentLogin' ? 'idle' : 'loggedOff', at, live)]
  },
  item: (frame, _at, live) => item(frame, live),
  same: (a, b) => a.state === b.state && sameOption(a.since, b.since) && sameOption(a.name, b.name),
}

/** The state of the device of an agent that is logged in or off. */
const agrees = (state: Agent['state'] | undefined, device: string | undefined): boolean => {
  if (device === 'UNAVAILABLE') return state === 'loggedOff'
  return device === 'NOT_INUSE' ? state === 'idle' : state === 'onCall'
}

export class AgentFold extends ListedFold<Agent> {
  readonly #ask: Tools['ask']

  constructor(tools: Tools) {
    super(tools, READING)
    this.#ask = tools.ask
  }

  /** A call that AgentRequest brings has no event of its own: the device of the agent shows that something changed. */
  override event(name: string, frame: Frame, at: number): readonly string[] {
    if (name !== 'DeviceStateChange') return super.event(name, frame, at)
    const id = agentBehind(frame.exact('Device'))
    if (id !== undefined && !agrees(this.live.get(id)?.state, frame.exact('State'))) this.#ask(AGENTS)
    return []
  }
}

export const AGENT_POOL = {
  name: 'agents',
  members: ['agent'],
  events: ['AgentLogin', 'AgentLogoff', 'AgentConnect', 'AgentComplete', 'AgentDump'],
  helped: ['DeviceStateChange'],
  questions: [AGENTS],
  beginsEmpty: false,
  fold: (tools: Tools) => new AgentFold(tools),
} as const satisfies Row<AgentFold>
