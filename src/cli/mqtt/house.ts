/** The bridge of `run`: the items of a directory, and the phones of its Asterisk, by MQTT. */
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { distinctUntilChanged, EMPTY, ignoreElements, map, merge, Observable, switchMap, tap } from 'rxjs'
import {
  type BridgeStatus,
  type MqttBridge,
  mqttBridge,
  mqttBroker,
  type MqttConfiguration,
  mqttConfiguration,
  type MqttItem,
  type MqttSettings,
  showBridgeFault,
} from '../../mqtt/index.js'
import type { Configuration, ConfigurationProblem, House, Item } from '../../smarthome/index.js'
import type { Terminal } from '../terminal.js'
import { brokerOf } from './brokerOptions.js'
import { brokerWords } from './words.js'

/** The places of the settings in a directory: a file of their own, or a section of plugin.yaml. */
const PLACES: readonly (readonly [file: string, section: string | undefined])[] = [
  ['etc/mqtt.yaml', undefined],
  ['mqtt.yaml', undefined],
  ['etc/plugin.yaml', 'mqtt'],
  ['plugin.yaml', 'mqtt'],
]

interface Found {
  readonly file: string
  readonly configuration: MqttConfiguration
}

/** SmartHomeNG's own plugin has a section `mqtt` too: it names the plugin. */
const isOfPlugin = (text: string): boolean =>
  /^mqtt:\s*\n(?:\s+.*\n)*?\s+(?:plugin_name|class_path):/m.test(`${text}\n`)

/** The settings of a bridge in a directory; undefined where there are none. */
export const bridgeIn = (
  files: ReadonlyMap<string, string>,
): E.Either<readonly ConfigurationProblem[], Found | undefined> => {
  for (const [file, section] of PLACES) {
    const text = files.get(file)
    if (text === undefined || (section !== undefined && isOfPlugin(text))) continue
    const read = mqttConfiguration(text, file, section)
    if (E.isLeft(read)) return read
    if (read.right !== undefined) return E.right({ file, configuration: read.right })
  }
  return E.right(undefined)
}

const TYPES: readonly MqttItem['type'][] = ['bool', 'num', 'str']

const itemOf = (
  item: Item,
  { name, set = false }: { readonly name?: string | undefined; readonly set?: boolean | undefined },
): readonly MqttItem[] => {
  const type = TYPES.find((each) => each === item.type)
  if (type === undefined) return []
  const shown = { path: item.path, name: name ?? item.path, type, value$: item.value$ }
  return [set ? { ...shown, set: (value) => item.set(value, { by: 'MQTT' }) } : shown]
}

/** The items that the settings select; the first pattern that fits an item counts. */
const itemsIn = (home: House, { items = {} }: MqttSettings): readonly MqttItem[] => {
  const chosen = new Map<string, readonly MqttItem[]>()
  for (const [pattern, selection] of Object.entries(items))
    for (const item of home.items.match(pattern))
      if (!chosen.has(item.path)) chosen.set(item.path, itemOf(item, selection))
  return [...chosen.values()].flat()
}

/** The outputs of a bridge in a house. */
export interface BridgeOutput {
  readonly warn: (line: string) => void
  readonly note: (line: string) => void
}

const reported = ({ status$, fault$ }: MqttBridge, peer: string, { warn, note }: BridgeOutput): Observable<unknown> =>
  merge(
    fault$.pipe(map(showBridgeFault), tap(warn)),
    status$.pipe(
      map(({ broker }: BridgeStatus) => broker),
      distinctUntilChanged(),
      tap((state) => {
        const words = brokerWords(state, peer)
        if (words !== undefined) note(`[mqtt] ${words}`)
      }),
    ),
  )

/** A version of the directory, as far as the bridge depends on it. */
export interface BridgedVersion {
  readonly files: ReadonlyMap<string, string>
  readonly configuration: Configuration
}

/** The parts of a version on which the bridge depends: a reload that changes none of them lets it run. */
const keyOf = ({ files, configuration }: BridgedVersion): string =>
  JSON.stringify([
    PLACES.map(([file]) => files.get(file) ?? ''),
    configuration.connections.map((each) => [each, each.password.reveal()]),
    configuration.items.map(({ path, type }) => [path, type]),
  ])

/** The bridges of a house, one after the other. `close` resolves when the last one has told `offline`. */
export const houseBridges = (
  dir: string,
  env: Terminal['env'],
  output: BridgeOutput,
  house: () => House | undefined,
) => {
  let closing: Promise<void> = Promise.resolve()

  const run = (home: House, { file, configuration }: Found): Observable<unknown> => {
    const [asterisk] = home.connections.values()
    const address = brokerOf(configuration, join(dir, file), env)
    if (E.isLeft(address)) for (const line of address.left.lines) output.warn(line)
    if (asterisk === undefined || E.isLeft(address)) return EMPTY
    return new Observable((subscriber) => {
      const broker = mqttBroker(address.right)
      const bridge = mqttBridge(asterisk, broker, configuration.settings, itemsIn(home, configuration.settings))
      subscriber.add(reported(bridge, broker.peer, output).subscribe(subscriber))
      bridge.start()
      return () => {
        closing = bridge.close()
      }
    })
  }
  return {
    bridge$: (version$: Observable<BridgedVersion>): Observable<never> =>
      version$.pipe(
        distinctUntilChanged((a, b) => keyOf(a) === keyOf(b)),
        switchMap(({ files }) => {
          const [home, found] = [house(), bridgeIn(files)]
          // the mistakes are among those of the directory
          return home === undefined || E.isLeft(found) || found.right === undefined ? EMPTY : run(home, found.right)
        }),
        ignoreElements(),
      ),
    close: (): Promise<void> => closing,
  }
}
