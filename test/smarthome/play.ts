/** Runs a house in virtual time on a simulated Asterisk, and notes its effects with their times. */
import { asyncScheduler, timer } from 'rxjs'
import { connect, type ConnectOptions } from '../../src/index.js'
import {
  configuration,
  house,
  type House,
  type HouseFault,
  type HouseOptions,
  type Item,
  type LogicHandler,
  showProblem,
} from '../../src/smarthome/index.js'
import { dial, hangup, marbles, simulate, type SimulateOptions, type Simulation } from '../../src/testing/index.js'

type Did = readonly [at: number, what: unknown]

export interface Stage {
  readonly home: House
  readonly pbx: Simulation
  /** Runs an effect so many milliseconds after the start. */
  readonly at: (ms: number, act: () => void) => void
  /** Notes an effect with its time. */
  readonly note: (what: unknown) => void
  readonly reload: (files: Readonly<Record<string, string>>, handlers?: Readonly<Record<string, LogicHandler>>) => void
}

export interface Played {
  readonly effects: readonly Did[]
  readonly what: readonly unknown[]
  readonly faults: readonly HouseFault[]
}

export const PLUGIN = '[ast]\nclass_path = plugins.asterisk\nusername = admin\npassword = secret'

const HOUSE: SimulateOptions = {
  endpoints: {
    'PJSIP/200': { _tag: 'Rings' },
    'PJSIP/2222': { _tag: 'Rings' },
    'PJSIP/30': { _tag: 'Answers', after: 100 },
  },
  contexts: { internal: (exten) => [dial([`PJSIP/${exten}`], 20_000), hangup()] },
}

/** The configuration of files without a mistake; throws at any problem. */
const understood = (files: Readonly<Record<string, string>>) => {
  const { configuration: settings, problems } = configuration(
    new Map(Object.entries({ 'etc/plugin.conf': PLUGIN, ...files })),
  )
  const wrong = problems.filter(({ severity }) => severity === 'error')
  if (wrong.length > 0) throw new Error(wrong.map(showProblem).join('\n'))
  return settings
}

export interface Scene {
  readonly files?: Readonly<Record<string, string>>
  readonly handlers?: (stage: Stage) => Readonly<Record<string, LogicHandler>>
  readonly simulate?: SimulateOptions
  readonly house?: HouseOptions
  readonly connect?: Partial<ConnectOptions>
  /** Seconds of virtual time; 60 by default. */
  readonly seconds?: number
}

/** Plays a scene: the house starts at once, `body` plans the events, and everything is closed at the end. */
export const play = (scene: Scene, body: (stage: Stage) => void): Played => {
  const effects: Did[] = []
  const faults: HouseFault[] = []
  marbles(() => {
    const began = asyncScheduler.now()
    const pbx = simulate({ ...HOUSE, ...scene.simulate })
    const table = new Map<string, LogicHandler>()
    const home = house(understood(scene.files ?? {}), {
      handlers: table,
      connect: (options) => connect({ ...options, ...scene.connect, transport: pbx.transport }),
      ...scene.house,
    })
    const stage: Stage = {
      home,
      pbx,
      at: (ms, act) => void timer(ms).subscribe(act),
      note: (what) => effects.push([asyncScheduler.now() - began, what]),
      reload: (files, handlers) => {
        home.reload(understood(files), handlers === undefined ? undefined : new Map(Object.entries(handlers)))
      },
    }
    for (const [name, handler] of Object.entries(scene.handlers?.(stage) ?? {})) table.set(name, handler)
    home.fault$.subscribe((fault) => faults.push(fault))
    body(stage)
    const running = home.start()
    timer((scene.seconds ?? 60) * 1000).subscribe(() => {
      running.unsubscribe()
      void home.close()
    })
  })()
  return { effects, faults, what: effects.map(([, what]) => what) }
}

/** The item of that path; throws if there is none. */
export const item = (home: House, path: string): Item => {
  const found = home.items.get(path)
  if (found === undefined) throw new Error(`no item ${path}`)
  return found
}
/** A file of items/. */
export const conf = (...lines: readonly string[]) => ({ 'items/x.conf': lines.join('\n') })
/** A call from phone 200 to 2222, with its beginning and its end in milliseconds. */
export const call = ({ pbx, at }: Stage, from: number, to: number): void => {
  at(from, () => {
    const { hangup } = pbx.dial('PJSIP/200', '2222')
    at(to - from, hangup)
  })
}

/** A handler that notes its triggers. */
export const noteTriggers =
  ({ note }: Stage, name: string): LogicHandler =>
  ({ by, source, value, dest }) => {
    note([name, by, source, value, dest])
  }
/** Handlers that note their triggers. */
export const noteAllTriggers =
  (...names: readonly string[]) =>
  (stage: Stage) =>
    Object.fromEntries(names.map((name) => [name, noteTriggers(stage, name)]))
/** Sends a UserEvent from the dialplan. */
export const sendUserEvent = (
  { pbx, at }: Stage,
  ms: number,
  name: string,
  headers: Readonly<Record<string, string>>,
): void => {
  at(ms, () => {
    pbx.userEvent(name, headers)
  })
}
