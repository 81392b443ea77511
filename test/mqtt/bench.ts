/** The bridge as a program, with a mosquitto, a simulated Asterisk on a port, and another client. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import { dial, simulate } from '../../src/testing/index.js'
import { start } from '../support/program.js'
import { hasMosquitto, mosquitto, type Mosquitto, type MosquittoOptions } from './mosquitto.js'
import { type Watcher, watcher } from './watcher.js'

export const BASE = 'rx-asterisk/house'
export const LIMIT = 60_000

/** A suite whose rows are skipped, with a word, where there is no mosquitto. Everything that a row opens is closed after it. */
export const onMosquitto = (title: string) => {
  const test = suite(title)
  test.after.each(async () => {
    for (const close of opened.splice(0).reverse()) await close()
  })
  const row = (name: string, run: () => Promise<void>): void => {
    if (hasMosquitto) test(name, run)
    else {
      test.skip(name, () => undefined)
      console.log(`not run: ${name} (no mosquitto here)`)
    }
  }
  return { row, test }
}

/** The ends of everything that the present row opened. */
export const opened: (() => Promise<unknown>)[] = []

export const broker = async (options?: MosquittoOptions): Promise<Mosquitto> => {
  const server = await mosquitto(options)
  opened.push(server.close)
  return server
}

export const watching = async (
  url: string,
  more: { readonly username?: string; readonly password?: string } = {},
): Promise<Watcher> => {
  const ha = await watcher({ url, ...more })
  opened.push(() => {
    ha.close()
    return Promise.resolve()
  })
  return ha
}

export const pbxOn = async () => {
  const pbx = simulate({
    endpoints: { 'PJSIP/2222': { _tag: 'Answers', after: 50 }, 'PJSIP/200': { _tag: 'Rings' } },
    contexts: { internal: (exten) => [dial([`PJSIP/${exten}`])] },
  })
  const { port } = await pbx.listen()
  opened.push(pbx.close)
  return { pbx, port }
}

export const CONFIG = (url: string, port: number): string => `
broker: { url: '${url}' }
asterisk: { host: 127.0.0.1, port: ${port}, username: admin }
server: house
devices: { '2222': { name: Office } }
events: { Door: { doorbell: yes, name: Front door } }
buttons: { open: { userEvent: { name: OpenDoor } } }
commands: { userEvent: { names: [Light] } }
`

export const ENV = { RX_ASTERISK_PASSWORD: 'secret' }

export const fileWith = async (text: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'rx-mqtt-'))
  opened.push(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'mqtt.yaml')
  await writeFile(file, text)
  return file
}

export const program = async (url: string, port: number, more: Readonly<Record<string, string>> = {}) => {
  const file = await fileWith(CONFIG(url, port))
  const running = await start(['mqtt', file], { env: { ...ENV, ...more }, limit: LIMIT })
  opened.push(async () => {
    running.stop('SIGKILL')
    await running.ended
  })
  return running
}
