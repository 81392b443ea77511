/** A simulated house on a port, for the tests of the command line. */
import { setTimeout as sleep } from 'node:timers/promises'
import { dial, hangup, simulate, type SimulateOptions, type Simulation, userEvent } from '../../src/testing/index.js'
import type { Ran, Running } from '../support/program.js'

const PASSWORD = 'hunter2'

const OPTIONS: SimulateOptions = {
  users: {
    full: { secret: PASSWORD, read: 'all', write: 'all' },
    minimal: { secret: PASSWORD, read: 'call,user', write: 'call' },
    poor: { secret: PASSWORD, read: 'call,user', write: '' },
  },
  endpoints: {
    'PJSIP/200': { _tag: 'Answers', after: 50 },
    'PJSIP/2222': { _tag: 'Answers', after: 50 },
    'PJSIP/30': { _tag: 'Rings' },
    'PJSIP/31': { _tag: 'Busy' },
  },
  contexts: {
    internal: (exten) => [dial([`PJSIP/${exten}`]), hangup()],
    door: (exten) => (exten === 'bell' ? [userEvent('Door,Source: front'), hangup()] : undefined),
  },
  database: { 'dnd/office': '1', 'dnd/kitchen': '0', 'odd/value': 'a: b=c' },
  mailboxes: { '2222@default': { old: 3, new: 1, urgent: 0 } },
}

export interface House {
  readonly pbx: Simulation
  readonly port: number
  /** The environment of a command for a user. */
  readonly as: (user: 'full' | 'minimal' | 'poor') => Readonly<Record<string, string>>
  /** The names of all received actions, in order. */
  readonly actions: () => readonly string[]
}

export const house = async (options: SimulateOptions = {}): Promise<House> => {
  const pbx = simulate({ ...OPTIONS, ...options })
  const { port } = await pbx.listen()
  return {
    pbx,
    port,
    as: (user) => ({ RX_ASTERISK_PORT: `${port}`, RX_ASTERISK_USERNAME: user, RX_ASTERISK_PASSWORD: PASSWORD }),
    actions: () => pbx.actions().map(({ action }) => action),
  }
}

/** A call from phone 200 to 2222, with a conversation, which 200 ends. */
export const aCall = async ({ pbx }: House): Promise<void> => {
  const call = pbx.dial('PJSIP/200', '2222')
  await sleep(200)
  call.hangup()
  await sleep(50)
}

/** Stops a command, waits for its end and closes the house. */
export const stopped = async (running: Running, { pbx }: House, signal?: NodeJS.Signals): Promise<Ran> => {
  running.stop(signal)
  const ran = await running.ended
  await pbx.close()
  return ran
}
