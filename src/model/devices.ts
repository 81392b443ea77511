/** The row of devices: derived from the channels. */
import * as O from 'fp-ts/lib/Option.js'
import type { Frame } from '../protocol/frame.js'
import { deviceOf, keyOfDevice } from '../protocol/device.js'
import type { ChannelRecord } from './channelRecord.js'
import { CHANNELS, type ChannelFold, type ChannelStep } from './channels.js'
import { deviceIndex } from './deviceIndex.js'
import { type DeviceState, deviceStateOf, sameState } from './deviceState.js'
import type { Answer, Fold, Question, Row, Tools } from './model.js'

/** A device as its channels show it. The state is built when it is asked for: most watchers need the boolean alone. */
export class DeviceRecord {
  readonly #records: readonly ChannelRecord[]
  readonly #idleSince: O.Option<number>
  #state: DeviceState | undefined

  /** `idleSince`: the end of the last channel, as epoch milliseconds; none where it is not known. */
  constructor(records: readonly ChannelRecord[], idleSince: O.Option<number>) {
    this.#records = records
    this.#idleSince = idleSince
  }

  /** True while the device has a channel. */
  get isBusy(): boolean {
    return this.#records.length > 0
  }

  get state(): DeviceState {
    return (this.#state ??= deviceStateOf(
      this.#records.map(({ channel }) => channel),
      this.#idleSince,
    ))
  }
}

/** The new record of a device. */
export interface DeviceChange {
  readonly name: string
  readonly device: DeviceRecord
}

/** All devices of the configuration that Asterisk knows a state of. Asked only while all devices are watched. */
export const DEVICE_STATES: Question = {
  name: 'devices',
  action: 'DeviceStateList',
  form: 'list',
  items: ['DeviceStateChange'],
  end: 'DeviceStateListComplete',
  optional: true,
  weight: 20_000,
}

/** Ends of Local channels and names without a technology, such as `Custom:lamp` and `Queue:sales`, are no phones. */
const phoneIn = (item: Frame): readonly string[] => {
  const device = item.exact('Device') ?? ''
  const phone = /^Local\//i.test(device) ? O.none : deviceOf(`${device}-0`)
  return O.isSome(phone) ? [keyOfDevice(phone.value.name)] : []
}

/** Idle devices with a known `since`. Names of trunks and dialplan channels could otherwise fill the memory. */
const MOST_IDLE = 10_000

const isLast = ({ _tag }: ChannelStep): boolean => _tag === 'Last'

/** True for the key of a device in any technology: `2222`, and not `pjsip/2222`. */
const isPlain = (key: string): boolean => !key.includes('/')

export class DeviceFold implements Fold<string, DeviceRecord, DeviceChange, ChannelStep> {
  readonly #tools: Tools
  readonly #channels: ChannelFold
  readonly #index = deviceIndex()
  /** Devices that lost their last known channel on a link that has not listed its channels yet: they may have other channels. */
  readonly #doubtful = new Set<string>()
  /** The time of the last Hangup of devices that are idle now; the oldest are forgotten. */
  readonly #idleSince = new Map<string, number>()
  /** Names of configured devices, which stay in `values` when idle. */
  #configured: ReadonlySet<string> = new Set()
  #shown: Map<string, DeviceRecord> | undefined
  #states: Map<string, DeviceState> | undefined

  constructor(tools: Tools, channels: ChannelFold) {
    this.#tools = tools
    this.#channels = channels
    this.#index.apply(channels.steps())
  }

  event(_name: string, _frame: Frame, at: number, steps: readonly ChannelStep[]): readonly string[] {
    const keys = this.#index.apply(steps)
    if (steps.some(isLast)) this.#noteIdle(keys, at)
    const isInDoubt = this.#doubtful.size > 0 || this.#tools.unlisted()
    return isInDoubt && this.#tools.knowledge() !== 'nothing' ? keys.filter((key) => !this.#isDoubtful(key)) : keys
  }

  answer({ question, items, denied }: Answer, _at: number, steps: readonly ChannelStep[]): readonly string[] {
    const keys = this.#index.apply(steps)
    // a list proves the end of a channel, and not its time
    if (steps.some(isLast)) this.#noteIdle(keys, undefined)
    const doubtful = this.#tools.unlisted() ? [] : [...this.#doubtful]
    if (doubtful.length > 0) this.#doubtful.clear()
    return [...keys, ...doubtful, ...(question === DEVICE_STATES && !denied ? this.#configure(items) : [])]
  }

  newLink(): void {
    // devices keep their channels, and so their state
  }

  keys(steps: readonly string[]): readonly string[] {
    return steps
  }

  changes(steps: readonly string[]): readonly DeviceChange[] {
    const shown = this.#shown
    return shown === undefined ? [] : steps.filter(isPlain).flatMap((name) => this.#change(shown, name))
  }

  standing(): readonly DeviceChange[] {
    return [...this.values()].map(([name, device]) => ({ name, device }))
  }

  steps(): readonly string[] {
    return this.#index.keys()
  }

  value(key: string, touched: boolean): O.Option<DeviceRecord> {
    const records = this.#recordsOf(key)
    const known =
      records.length > 0 || touched
        ? this.#tools.knowledge() !== 'nothing'
        : this.#tools.knowledge() === 'all' && !this.#doubtful.has(key)
    return known ? O.some(this.#record(key, records)) : O.none
  }

  values(): ReadonlyMap<string, DeviceRecord> {
    return (this.#shown ??= new Map(
      [...new Set([...this.#index.keys().filter(isPlain), ...this.#configured])].flatMap((name) => {
        const device = this.value(name, false)
        return O.isSome(device) ? [[name, device.value] as const] : []
      }),
    ))
  }

  /** The states of `values`: one map too, which changes with them. */
  states(): ReadonlyMap<string, DeviceState> {
    return (this.#states ??= new Map([...this.values()].map(([name, { state }]) => [name, state])))
  }

  unwatched(): void {
    this.#shown = undefined
    this.#states = undefined
  }

  #recordsOf(key: string): readonly ChannelRecord[] {
    const records: ChannelRecord[] = []
    for (const uniqueid of this.#index.channels(key)) {
      const record = this.#channels.live.get(uniqueid)
      if (record !== undefined) records.push(record)
    }
    return records
  }

  #record(key: string, records: readonly ChannelRecord[]): DeviceRecord {
    return new DeviceRecord(records, O.fromNullable(this.#idleSince.get(key)))
  }

  /** Notes the time at which devices lost their last channel; undefined: nothing tells it. */
  #noteIdle(keys: readonly string[], at: number | undefined): void {
    for (const key of keys) {
      this.#idleSince.delete(key)
      if (at !== undefined && this.#index.isIdle(key)) this.#idleSince.set(key, at)
    }
    if (this.#idleSince.size <= MOST_IDLE) return
    for (const oldest of this.#idleSince.keys()) {
      this.#idleSince.delete(oldest)
      if (this.#idleSince.size <= MOST_IDLE) return
    }
  }

  /** Notes the doubt about a device that became idle before the list, or its end. */
  #isDoubtful(key: string): boolean {
    const isDoubtful = this.#tools.unlisted() && this.#index.isIdle(key)
    if (isDoubtful) this.#doubtful.add(key)
    else this.#doubtful.delete(key)
    return isDoubtful
  }

  /**
   * Takes the list of configured devices; returns the names that came or went. A device of unknown state is left out: this list proves no
   * device idle.
   */
  #configure(items: readonly Frame[]): readonly string[] {
    const before = this.#configured
    this.#configured = new Set(items.flatMap(phoneIn))
    return [...new Set([...before, ...this.#configured])].filter(
      (name) => before.has(name) !== this.#configured.has(name) && O.isSome(this.value(name, false)),
    )
  }

  #change(shown: Map<string, DeviceRecord>, name: string): readonly DeviceChange[] {
    const before = shown.get(name)
    const device = this.#record(name, this.#recordsOf(name))
    const stays = device.isBusy || this.#configured.has(name)
    if (stays && before !== undefined && sameState(before.state, device.state)) return []
    if (stays) {
      shown.set(name, device)
      this.#states?.set(name, device.state)
    } else {
      this.#states?.delete(name)
      if (!shown.delete(name)) return []
    }
    return [{ name, device }]
  }
}

export const DEVICES = {
  name: 'devices',
  parent: CHANNELS,
  members: ['device', 'deviceState', 'device$'],
  questions: [DEVICE_STATES],
  beginsEmpty: true,
  fold: (tools: Tools, channels: ChannelFold) => new DeviceFold(tools, channels),
} as const satisfies Row<DeviceFold, ChannelFold>
