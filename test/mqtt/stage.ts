/** A bridge between a simulated Asterisk and a simulated broker, in virtual time. */
import { type Asterisk, connect } from '../../src/index.js'
import { type MqttBridge, bridgeOf } from '../../src/mqtt/bridge.js'
import { showBridgeFault } from '../../src/mqtt/fault.js'
import { filled, type MqttSettings } from '../../src/mqtt/settings.js'
import type { BridgeStatus } from '../../src/mqtt/status.js'
import { marbles, simulate, dial, type SimulateOptions, type Simulation } from '../../src/testing/index.js'
import { asyncScheduler } from 'rxjs'
import { simulatedBroker, type SimulatedBroker } from './simulatedBroker.js'

export interface Stage {
  readonly pbx: Simulation
  readonly asterisk: Asterisk
  readonly broker: SimulatedBroker
  readonly bridge: MqttBridge
  readonly faults: readonly string[]
  readonly status: () => BridgeStatus
  /** Runs at this virtual time. */
  readonly at: (ms: number, act: () => void) => void
  /** The JSON of the newest message on a topic; undefined where there is none. */
  readonly newest: (topic: string) => unknown
}

export const SETTINGS: MqttSettings = {
  server: 'house',
  devices: { '2222': { name: 'Office', area: 'Office' }, 'PJSIP/200': { name: 'Kitchen', hangup: true } },
  mailboxes: ['2222'],
  events: { Door: { doorbell: true, name: 'Front door' } },
  buttons: { 'open-door': { name: 'Open the door', userEvent: { name: 'OpenDoor', headers: { Source: 'mqtt' } } } },
  switches: { 'dnd-office': { name: 'Do not disturb', db: 'dnd/office' } },
}

const PBX: SimulateOptions = {
  endpoints: { 'PJSIP/2222': { _tag: 'Answers', after: 200, talk: 5000 }, 'PJSIP/200': { _tag: 'Rings' } },
  contexts: { internal: (exten) => [dial([`PJSIP/${exten}`])] },
  mailboxes: { '2222@default': { old: 1, new: 2, urgent: 0 } },
}

/** Plays for so many virtual milliseconds, then looks. `random` is 0.5, so that every wait is known. */
export const staged = (
  settings: MqttSettings,
  play: (stage: Stage) => void,
  look: (stage: Stage) => void,
  {
    ms = 20_000,
    pbxOptions = PBX,
    before,
  }: {
    readonly ms?: number
    readonly pbxOptions?: SimulateOptions
    readonly before?: (broker: SimulatedBroker, pbx: Simulation) => void
  } = {},
): (() => void) => {
  let failure: Error | undefined
  const test = marbles(({ flush, cold }) => {
    const pbx = simulate(pbxOptions)
    const broker = simulatedBroker()
    before?.(broker, pbx)
    const asterisk = connect({ username: 'admin', password: 'secret', transport: pbx.transport })
    const bridge = bridgeOf(asterisk, broker.broker, filled(settings), { random: () => 0.5, instance: 'b-test' })
    const faults: string[] = []
    let newest: BridgeStatus | undefined
    bridge.fault$.subscribe((fault) => faults.push(showBridgeFault(fault)))
    bridge.status$.subscribe((status) => (newest = status))
    const stage: Stage = {
      pbx,
      asterisk,
      broker,
      bridge,
      faults,
      status: () => newest ?? { broker: { _tag: 'Idle' }, asterisk: 'unknown' },
      at: (time, act) => {
        asyncScheduler.schedule(() => {
          try {
            act()
          } catch (error) {
            failure ??= error instanceof Error ? error : new Error('thrown')
          }
        }, time)
      },
      newest: (topic) => {
        const text = broker.on(topic).at(-1)
        return text === undefined ? undefined : (JSON.parse(text) as unknown)
      },
    }
    const running = bridge.start()
    play(stage)
    asyncScheduler.schedule(() => {
      try {
        look(stage)
      } catch (error) {
        failure ??= error instanceof Error ? error : new Error('thrown')
      }
      running.unsubscribe()
      void bridge.close()
      void asterisk.close()
      // rxjs's virtual clock stumbles over intervals that end in the moment of another one
    }, ms + 7)
    cold('-').subscribe()
    flush()
  })
  return () => {
    test()
    if (failure !== undefined) throw failure
  }
}
