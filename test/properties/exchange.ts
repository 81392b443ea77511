/** An Asterisk that is nothing but channels: the independent model beside which the fold over frames is held. */
import { frame, type Frame } from '../../src/index.js'

type State = 'Down' | 'Ring' | 'Ringing' | 'Up'

/** A channel as the model knows it; what it was last is what is true. */
export interface Line {
  readonly uniqueid: string
  name: string
  readonly linkedid: string
  state: State
  bridge: string | undefined
  held: boolean
  /** The caller whose call this one is, while it rings. */
  caller: Line | undefined
  /** AMI's Bridge is moving it: the next list may miss it. */
  moving: boolean
  /** Something of it has been sent. */
  known: boolean
  /** Lists that missed it. */
  missed: number
  /** A change that no event of any link told, and no list shows. */
  holdUnseen: boolean
}

/** A telephone exchange: the frames on the wire in their order, and the true state. */
export interface Exchange {
  readonly lines: () => readonly Line[]
  readonly open: (name: string, state: State, caller?: Line) => Line
  readonly tell: (line: Line, event: string, ...more: readonly string[]) => void
  readonly state: (line: Line, state: State) => void
  readonly enter: (line: Line, bridge: string) => void
  readonly leave: (line: Line) => void
  readonly hold: (line: Line, held: boolean) => void
  readonly rename: (line: Line, name: string) => void
  readonly end: (line: Line) => void
  readonly newBridge: () => string
  /** Grows with all that happens. */
  readonly now: () => number
  /** When that happened which is being delivered. */
  readonly saidOf: () => number
  /** The next events of those that wait to be delivered. */
  readonly deliver: (count: number) => void
  readonly login: () => void
  readonly lose: () => void
  readonly linked: () => boolean
  /** A list of what is true now, in front of all events that wait; cut or cancelled in the middle, if so wished. */
  readonly list: (ending: 'complete' | 'cancelled' | 'cut') => void
}

const STATES: Readonly<Record<State, number>> = { Down: 0, Ring: 4, Ringing: 5, Up: 6 }

const headers = (line: Line): readonly string[] => [
  `Channel: ${line.name}`,
  `ChannelState: ${STATES[line.state]}`,
  `ChannelStateDesc: ${line.state}`,
  'CallerIDNum: <unknown>',
  'CallerIDName: <unknown>',
  'ConnectedLineNum: <unknown>',
  'ConnectedLineName: <unknown>',
  'Context: internal',
  'Exten: s',
  `Uniqueid: ${line.uniqueid}`,
  `Linkedid: ${line.linkedid}`,
]

/** `send` gets each frame as it leaves; `turn` is called when a channel begins, ends or is renamed. */
export const exchange = (send: (frame: Frame) => void, turn: () => void): Exchange => {
  const living = new Set<Line>()
  /** Events that happened while the link was up, and have not left yet. */
  let waiting: { readonly at: number; readonly event: Frame }[] = []
  let link: string | undefined
  let links = 0
  /** Those that waited at the last list already: Asterisk sends what waits between two actions. */
  let overdue = 0
  let asked = 0
  let serial = 0
  let clock = 0
  let saidOf = 0

  const happen = (...lines: readonly string[]): void => {
    clock += 1
    if (link !== undefined) waiting.push({ at: clock, event: frame(...lines) })
  }
  const turned = (): void => {
    clock += 1
    turn()
  }
  /** Says what is so now. */
  const say = (...lines: readonly string[]): void => {
    saidOf = clock
    send(frame(...lines))
  }
  const tell: Exchange['tell'] = (line, event, ...more) => {
    happen(`Event: ${event}`, 'Privilege: call,all', ...headers(line), ...more)
  }
  const deliver = (count: number): void => {
    overdue = Math.max(0, overdue - count)
    for (const { at, event } of waiting.splice(0, count)) {
      saidOf = at
      for (const line of living) if (line.uniqueid === event.exact('Uniqueid')) line.known = true
      send(event)
    }
  }
  const id = (): string => `ActionID: ${link}-${asked}-snapshot`

  return {
    lines: () => [...living],
    tell,
    newBridge: () => {
      serial += 1
      return `bridge-${serial}`
    },
    open: (name, state, caller) => {
      serial += 1
      const line: Line = {
        uniqueid: `1700000000.${serial}`,
        name: name.includes(';') ? name : `${name}-${serial.toString(16).padStart(8, '0')}`,
        linkedid: caller?.linkedid ?? `1700000000.${serial}`,
        state,
        bridge: undefined,
        held: false,
        caller,
        moving: false,
        missed: 0,
        known: false,
        holdUnseen: false,
      }
      living.add(line)
      turned()
      tell(line, 'Newchannel')
      return line
    },
    state: (line, state) => {
      line.state = state
      tell(line, 'Newstate')
    },
    enter: (line, bridge) => {
      line.bridge = bridge
      line.moving = false
      tell(line, 'BridgeEnter', `BridgeUniqueid: ${bridge}`)
    },
    leave: (line) => {
      const { bridge } = line
      line.bridge = undefined
      line.held = false
      if (link === undefined) line.holdUnseen = true
      tell(line, 'BridgeLeave', `BridgeUniqueid: ${bridge ?? ''}`)
    },
    hold: (line, held) => {
      line.held = held
      line.holdUnseen = link === undefined
      tell(line, held ? 'Hold' : 'Unhold')
    },
    rename: (line, name) => {
      const before = line.name
      line.name = name
      turned()
      happen('Event: Rename', `Channel: ${before}`, `Newname: ${name}`, `Uniqueid: ${line.uniqueid}`)
    },
    end: (line) => {
      living.delete(line)
      turned()
      tell(line, 'Hangup', 'Cause: 16')
    },
    deliver,
    now: () => clock,
    saidOf: () => saidOf,
    linked: () => link !== undefined,
    login: () => {
      links += 1
      link = `link${links}`
      say('Response: Success', `ActionID: ${link}-1-login`, 'Message: Authentication accepted')
    },
    lose: () => {
      // what waits and is lost may hold the only word of a hold
      for (const line of living) if (waiting.some(({ event }) => isHoldOf(line, event))) line.holdUnseen = true
      waiting = []
      overdue = 0
      link = undefined
    },
    list: (ending) => {
      deliver(overdue)
      overdue = waiting.length
      asked += 1
      const items = [...living].filter((line) => !line.moving || line.missed > 0)
      for (const line of living) if (line.moving) line.missed += 1
      const shown = ending === 'complete' ? items : items.slice(0, Math.floor(items.length / 2))
      say('Response: Success', id(), 'EventList: start')
      if (ending === 'complete') for (const line of shown) line.known = true
      for (const line of shown) say('Event: Status', ...headers(line), `BridgeID: ${line.bridge ?? ''}`, id())
      if (ending === 'cut') return
      say('Event: StatusComplete', id(), `EventList: ${ending === 'complete' ? 'Complete' : 'Cancelled'}`)
    },
  }
}

const isHoldOf = (line: Line, event: Frame): boolean =>
  /^(?:Hold|Unhold|BridgeLeave)$/.test(event.event ?? '') && event.exact('Uniqueid') === line.uniqueid
