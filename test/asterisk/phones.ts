/** Phones of the real lab: sipp processes that register, take calls and place them. */
import { createSocket } from 'node:dgram'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { callee } from './callee.js'
import { caller, registration } from './caller.js'
import { farewell, isAnswered, referral } from './dialog.js'
import type { Dialled, Manner, Phone } from './lab.js'
import { freeUdpPort } from './ports.js'
import { kill, start } from './programs.js'
import { eventually } from '../support/watching.js'

interface Phones {
  readonly take: (endpoint: string, manner: Manner) => Promise<Phone>
  readonly dial: (endpoint: string, exten: string) => Promise<Dialled>
  /** Resolves when Asterisk has accepted the transfer. */
  readonly blindTransfer: (endpoint: string, partner: string, exten: string) => Promise<void>
  readonly attendedTransfer: (endpoint: string, partner: string, exten: string) => Promise<void>
  /** Registers again all phones that take calls, with an Asterisk that may have forgotten them. */
  readonly register: () => Promise<void>
  /** Ends all of them, in the middle of their calls. */
  readonly stop: () => Promise<void>
}

interface Place {
  /** The installation's run.sh. */
  readonly run: string
  /** For scenarios and logs. */
  readonly folder: string
  /** Asterisk's port. */
  readonly sip: number
  /** The phones' password. */
  readonly secret: string
}

/** A sipp at work. */
interface Play {
  readonly end: Promise<number | null>
  readonly kill: () => Promise<void>
  /** The phone says CANCEL or BYE. */
  readonly hangUp: () => Promise<void>
  /** All messages so far, as sipp logs them. */
  readonly log: () => Promise<string>
}

/** A single call, and at once: at sipp's own rate of 10 calls a second even the first waits 100 ms. */
const ONE = ['-m', '1', '-r', '1000']

const tell = (port: number, message: string): Promise<void> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.send(message, port, '127.0.0.1', () => {
      socket.close(resolve)
    })
  })

/** Says something and waits for what is said to it, at the port that it names. */
const ask = (port: number, message: (here: number) => string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = createSocket('udp4')
    socket.once('error', reject)
    socket.once('message', (reply) => {
      socket.close(() => {
        resolve(reply.toString())
      })
    })
    socket.bind(0, '127.0.0.1', () => {
      socket.send(message(socket.address().port), port, '127.0.0.1')
    })
  })

/** Plays scenarios, each with files of its own. */
const player = ({ run, folder, sip }: Place) => {
  let serial = 0
  return async (scenario: string, port: number, ...more: readonly string[]): Promise<Play> => {
    serial += 1
    const [script, messages] = [join(folder, `${serial}.xml`), join(folder, `${serial}.log`)]
    await writeFile(script, scenario)
    const [control, sound] = [await freeUdpPort(), await freeUdpPort()]
    const addresses = ['-i', '127.0.0.1', '-p', String(port), '-ci', '127.0.0.1', '-cp', String(control)]
    const media = ['-mi', '127.0.0.1', '-mp', String(sound & ~1)]
    const logging = ['-trace_msg', '-message_file', messages, '-message_overwrite', 'true', '-nostdin']
    const args = ['sipp', `127.0.0.1:${sip}`, '-sf', script, ...addresses, ...media, ...logging, ...more]
    const program = start(run, args, folder)
    const log = (): Promise<string> => readFile(messages, 'utf8').catch(() => '')
    const end = new Promise<number | null>((resolve) => program.once('exit', resolve))
    return {
      end,
      kill: () => kill(program),
      hangUp: async () => {
        const goodbye = farewell(await log())
        await kill(program)
        if (goodbye !== undefined) await tell(sip, goodbye)
      },
      log,
    }
  }
}

const callersIn = (log: string): readonly string[] =>
  log
    .split(/^-{10,}.*$/m)
    .filter((message) => /^INVITE /m.test(message))
    .map((message) => /^From: (.*?)\r?$/m.exec(message)?.[1] ?? '')

export const phones = (place: Place): Phones => {
  const play = player(place)
  const taking = new Map<string, { readonly port: number; readonly kill: () => Promise<void> }>()
  const calling = new Set<Play>()

  const register = async (endpoint: string, port: number): Promise<void> => {
    const { end } = await play(registration({ endpoint, secret: place.secret }, port), await freeUdpPort(), ...ONE)
    if ((await end) !== 0) throw new Error(`${endpoint} could not register`)
  }
  const call = async (endpoint: string, exten: string, refer?: string): Promise<Play> => {
    const scenario = caller({ endpoint, secret: place.secret }, exten, refer)
    const playing = await play(scenario, await freeUdpPort(), ...ONE)
    calling.add(playing)
    void playing.end.then(() => calling.delete(playing))
    return playing
  }
  const hears = (playing: Play, what: string, answer: RegExp): Promise<void> =>
    eventually(what, async () => answer.test(await playing.log()), 10_000)
  /** The log of a call that was answered. */
  const talks = async (endpoint: string, exten: string): Promise<string> => {
    const playing = await call(endpoint, exten)
    await eventually(`${endpoint} talks to ${exten}`, async () => isAnswered(await playing.log()), 10_000)
    return playing.log()
  }

  return {
    take: async (endpoint, manner) => {
      await taking.get(endpoint)?.kill()
      const port = await freeUdpPort()
      const playing = await play(callee(manner), port)
      taking.set(endpoint, { port, kill: playing.kill })
      await register(endpoint, port)
      return { callers: async () => callersIn(await playing.log()) }
    },
    dial: async (endpoint, exten) => {
      const playing = await call(endpoint, exten)
      await hears(playing, `${endpoint} reaches Asterisk`, /^SIP\/2\.0 1\d\d/m)
      return { hangup: playing.hangUp }
    },
    blindTransfer: async (endpoint, partner, exten) => {
      await hears(await call(endpoint, partner, exten), `${endpoint} transfers ${partner}`, /^SIP\/2\.0 202/m)
    },
    attendedTransfer: async (endpoint, partner, exten) => {
      const [first, second] = [await talks(endpoint, partner), await talks(endpoint, exten)]
      const reply = await ask(place.sip, (here) => referral(first, second, here))
      if (!reply.startsWith('SIP/2.0 202')) throw new Error(`${endpoint} may not transfer: ${reply}`)
    },
    register: async () => {
      for (const [endpoint, { port }] of taking) await register(endpoint, port)
    },
    stop: async () => {
      await Promise.all([...calling, ...taking.values()].map((playing) => playing.kill()))
      taking.clear()
    },
  }
}
