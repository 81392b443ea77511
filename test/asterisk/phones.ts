/** Phones of the real lab: sipp processes that register, take calls and place them. */
import { createSocket } from 'node:dgram'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Dialled, Manner, Phone } from './lab.js'
import { freeUdpPort, kill, start } from './programs.js'
import { callee, caller, registration } from './scenario.js'
import { eventually } from './watching.js'

export interface Phones {
  readonly take: (endpoint: string, manner: Manner) => Promise<Phone>
  readonly dial: (endpoint: string, exten: string, refer?: string) => Promise<Dialled>
  /** Hangs all of them up for good. */
  readonly stop: () => Promise<void>
}

/** sipp's own way out, over its control port: the first `q` waits for calls to end, the second ends them by CANCEL or BYE. */
const quit = (control: number): Promise<void> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.send('q', control, '127.0.0.1', () => {
      socket.send('q', control, '127.0.0.1', () => {
        socket.close(() => {
          resolve()
        })
      })
    })
  })

/** `run`: the installation's run.sh; `sip`: Asterisk's SIP port; `secret`: the phones' password. */
export const phones = async (run: string, sip: number, secret: string): Promise<Phones> => {
  const folder = await mkdtemp(join(tmpdir(), 'rx-phones-'))
  const stops = new Map<string, () => Promise<void>>()
  let serial = 0

  const play = async (scenario: string, port: number, more: readonly string[]) => {
    serial += 1
    const file = join(folder, `${serial}.xml`)
    const messages = join(folder, `${serial}.log`)
    await writeFile(file, scenario)
    const [control, media] = [await freeUdpPort(), await freeUdpPort()]
    const addresses = ['-i', '127.0.0.1', '-p', String(port), '-ci', '127.0.0.1', '-cp', String(control)]
    const sound = ['-mi', '127.0.0.1', '-mp', String(media & ~1)]
    const log = ['-trace_msg', '-message_file', messages, '-message_overwrite', 'true']
    const program = start(
      run,
      ['sipp', `127.0.0.1:${sip}`, '-sf', file, ...addresses, ...sound, ...log, '-nostdin', ...more],
      folder,
    )
    const ended = new Promise<number | null>((resolve) => program.once('exit', resolve))
    return { program, control, ended, heard: () => readFile(messages, 'utf8').catch(() => '') }
  }

  const register = async (endpoint: string, port: number): Promise<void> => {
    const { ended } = await play(registration(endpoint, secret, port), await freeUdpPort(), ['-m', '1'])
    if ((await ended) !== 0) throw new Error(`${endpoint} could not register`)
  }

  return {
    take: async (endpoint, manner) => {
      await stops.get(endpoint)?.()
      const port = await freeUdpPort()
      const { program, heard } = await play(callee(manner), port, [])
      stops.set(endpoint, () => kill(program))
      await register(endpoint, port)
      return {
        callers: async () =>
          (await heard())
            .split(/^-{10,}.*$/m)
            .filter((message) => /^INVITE /m.test(message))
            .map((message) => /^From: (.*?)\r?$/m.exec(message)?.[1] ?? ''),
      }
    },
    dial: async (endpoint, exten, refer) => {
      const { program, control, ended, heard } = await play(
        caller(endpoint, secret, exten, refer),
        await freeUdpPort(),
        ['-m', '1'],
      )
      const name = `call ${serial}`
      stops.set(name, () => kill(program))
      await eventually(`${endpoint} reaches Asterisk`, async () => /^SIP\/2\.0 1\d\d/m.test(await heard()))
      return {
        hangup: async () => {
          await quit(control)
          await ended
          stops.delete(name)
        },
      }
    },
    stop: async () => {
      await Promise.all([...stops.values()].map((stop) => stop()))
      stops.clear()
    },
  }
}
