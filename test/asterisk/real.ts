/** The real side of the conformance suite: an Asterisk of its own for each lab, on the sample configuration. */
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fillMailbox, installed, instance, launch } from './installation.js'
import type { Lab } from './lab.js'
import { phones } from './phones.js'
import { freeAsteriskPort, SIP } from './ports.js'
import { output, protect, release } from './programs.js'
import { eventually } from '../support/watching.js'
import { act } from './wire.js'

const SECRET = 'change-me'

export interface RealLabOptions {
  /** 22, or what the environment names in RX_ASTERISK_VERSION */
  readonly version?: number
  /** Where Asterisk is or will be installed. */
  readonly folder?: string
  /** Of AMI; TLS is next to it. A free one. */
  readonly port?: number
  /** Folders whose files are added to the configuration. */
  readonly config?: readonly string[]
}

/** 16 says at each start that its chan_sip will go. */
const isWarning = (line: string): boolean => /\b(WARNING|ERROR)\b/.test(line) && !line.includes("Module 'chan_sip'")

/** One that is dead and not yet buried by its parent holds nothing any more. */
const isAlive = (pid: number): Promise<boolean> =>
  readFile(`/proc/${pid}/stat`, 'utf8').then(
    (stat) => !stat.includes(') Z '),
    () => false,
  )

/** An Asterisk that can be killed and started again. */
const server = (folder: string, version: number, ami: number, config: readonly string[]) => {
  let pid = 0
  return {
    isUp: () => pid !== 0,
    start: async (): Promise<void> => {
      pid = await launch(folder, version, ami, config)
      protect(pid)
    },
    kill: async (): Promise<void> => {
      const dying = pid
      if (dying === 0) return
      pid = 0
      if (await isAlive(dying)) process.kill(dying, 'SIGKILL')
      await eventually('Asterisk is dead', async () => !(await isAlive(dying)))
      release(dying)
    },
    cli: (command: string): Promise<string> =>
      output(join(folder, 'run.sh'), ['asterisk', '-C', join(folder, 'etc/asterisk.conf'), '-rx', command]),
  }
}

export const realLab = async (options: RealLabOptions = {}): Promise<Lab> => {
  const version = options.version ?? Number(process.env['RX_ASTERISK_VERSION'] ?? 22)
  const folder = await instance(await installed(version, options.folder))
  const ami = options.port ?? (await freeAsteriskPort())
  const asterisk = server(folder, version, ami, options.config ?? [])
  const { cli } = asterisk
  await asterisk.start()
  const calls = join(folder, 'phones')
  await mkdir(calls)
  const handsets = phones({ run: join(folder, 'run.sh'), folder: calls, sip: ami + SIP, secret: SECRET })

  /** An action of the tests' own hand, which is not the library under test. */
  const ask = (...lines: readonly string[]): Promise<string> => act(ami, 'lab', SECRET, lines)
  const channels = async (): Promise<readonly string[]> =>
    (await cli('core show channels concise'))
      .split('\n')
      .flatMap((line) => (line.includes('!') ? [line.slice(0, line.indexOf('!'))] : []))
  const quiet = async (): Promise<void> => {
    await handsets.stop()
    if (!asterisk.isUp()) await asterisk.start()
    await cli('database deltree registrar/contact')
    await cli('channel request hangup all')
    await eventually('no channel lives', async () => (await channels()).length === 0, 20_000)
  }

  return {
    kind: 'real',
    version,
    options: (user) => ({ username: user, password: SECRET, port: ami }),
    phone: handsets.take,
    dial: handsets.dial,
    blindTransfer: handsets.blindTransfer,
    attendedTransfer: handsets.attendedTransfer,
    pickup: async (endpoint, caller, called) => {
      const call = await handsets.dial(caller, called)
      const rings = new RegExp(`^PJSIP/${called}-(?:[^!]*!){4}Ringing!`, 'm')
      await eventually(`${called} rings`, async () => rings.test(await cli('core show channels concise')), 10_000)
      await handsets.dial(endpoint, 'pickup')
      return call
    },
    run: async (exten, context, caller = { number: '0300', name: 'Lab' }) => {
      const where = [`Channel: Local/${exten}@${context}`, 'Application: Wait', 'Data: 3600', 'Async: true']
      await ask('Action: Originate', ...where, `CallerID: "${caller.name}" <${caller.number}>`)
    },
    cli,
    mailbox: async (box, { old, new: fresh, urgent }) => {
      await fillMailbox(folder, box, { Old: old, INBOX: fresh, Urgent: urgent })
      if (!asterisk.isUp()) return
      const [name = '', context = ''] = box.split('@')
      await ask('Action: VoicemailRefresh', `Mailbox: ${name}`, `Context: ${context}`)
    },
    channels,
    raw: () => Promise.reject(new Error('a real Asterisk says only what it means')),
    mute: () => Promise.reject(new Error('a real Asterisk answers')),
    pieces: () => Promise.reject(new Error('a real Asterisk writes as it likes')),
    warnings: async () => (await readFile(join(folder, 'var/log/messages'), 'utf8')).split('\n').filter(isWarning),
    kill: asterisk.kill,
    start: async () => {
      await asterisk.start()
      await handsets.register()
    },
    quiet,
    close: async () => {
      await handsets.stop()
      await asterisk.kill()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
