/** The real side of the conformance suite: an Asterisk of its own for each test file, on the sample configuration. */
import { access, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Lab } from './lab.js'
import { phones } from './phones.js'
import { freeTcpPort, output } from './programs.js'
import { eventually } from './watching.js'
import { act } from './wire.js'

const project = fileURLToPath(new URL('../..', import.meta.url))
const scripts = join(project, 'misc/asterisk')
const additions = join(project, 'test/asterisk/config')
const SECRET = 'change-me'
/** start.sh puts SIP there, beside the port of AMI. */
const SIP = 22

const version = (): number => Number(process.env['RX_ASTERISK_VERSION'] ?? 22)

/** Where the runner has installed that version; done here when a file runs alone. */
const installed = async (): Promise<string> => {
  const folder = join(project, `node_modules/.cache/rx-asterisk/asterisk-${version()}`)
  const found = await access(join(folder, 'run.sh')).then(
    () => true,
    () => false,
  )
  if (!found) await output(join(scripts, 'install.sh'), [String(version()), folder])
  return folder
}

/** An instance that shares the installed programs, in a folder whose path a unix socket can bear. */
const instance = async (installation: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'rx-lab-'))
  await symlink(join(installation, 'root'), join(folder, 'root'))
  await copyFile(join(installation, 'run.sh'), join(folder, 'run.sh'))
  return folder
}

/** Mailboxes are folders, and messages files: only their number counts. */
const fillMailbox = async (folder: string, box: string, counts: Readonly<Record<string, number>>): Promise<void> => {
  const [name = '', context = ''] = box.split('@')
  for (const [place, count] of Object.entries(counts)) {
    const inside = join(folder, 'var/spool/voicemail', context, name, place)
    await rm(inside, { recursive: true, force: true })
    await mkdir(inside, { recursive: true })
    for (let index = 0; index < count; index += 1) {
      const file = `msg${String(index).padStart(4, '0')}.txt`
      await writeFile(join(inside, file), `[message]\norigmailbox=${name}\norigtime=1700000000\nduration=3\n`)
    }
  }
}

export const realLab = async (): Promise<Lab> => {
  const folder = await instance(await installed())
  const ami = await freeTcpPort()
  const run = join(folder, 'run.sh')
  let pid = 0

  process.once('exit', () => {
    if (pid !== 0) signal(pid)
  })
  const start = async (): Promise<void> => {
    pid = Number(await output(join(scripts, 'start.sh'), [folder, String(ami), additions]))
  }
  const kill = async (): Promise<void> => {
    signal(pid)
    await eventually('Asterisk is dead', () => !isAlive(pid))
    pid = 0
  }
  const cli = (command: string): Promise<string> =>
    output(run, ['asterisk', '-C', join(folder, 'etc/asterisk.conf'), '-rx', command])
  const channels = async (): Promise<readonly string[]> =>
    (await cli('core show channels concise'))
      .split('\n')
      .flatMap((line) => (line.includes('!') ? [line.slice(0, line.indexOf('!'))] : []))

  await start()
  const handsets = await phones(run, ami + SIP, SECRET)

  return {
    kind: 'real',
    version: version(),
    options: (user) => ({ username: user, password: SECRET, port: ami }),
    phone: handsets.take,
    dial: handsets.dial,
    blindTransfer: async (endpoint, partner, exten) => {
      await handsets.dial(endpoint, partner, exten)
    },
    run: async (exten, context, caller = { number: '0300', name: 'Lab' }) => {
      const where = [`Channel: Local/${exten}@${context}`, 'Application: Wait', 'Data: 1', 'Async: true']
      await act(ami, 'lab', SECRET, ['Action: Originate', ...where, `CallerID: "${caller.name}" <${caller.number}>`])
    },
    cli,
    mailbox: async (box, { old, new: fresh, urgent }) => {
      await fillMailbox(folder, box, { Old: old, INBOX: fresh, Urgent: urgent })
      const [name, context] = box.split('@')
      await act(ami, 'lab', SECRET, ['Action: VoicemailRefresh', `Mailbox: ${name}`, `Context: ${context}`])
    },
    channels,
    raw: () => Promise.reject(new Error('a real Asterisk says only what it means')),
    mute: () => Promise.reject(new Error('a real Asterisk answers')),
    warnings: async () =>
      (await readFile(join(folder, 'var/log/messages'), 'utf8'))
        .split('\n')
        .filter((line) => /WARNING|ERROR/.test(line)),
    kill,
    start,
    quiet: async () => {
      await handsets.stop()
      if (pid === 0) await start()
      await cli('channel request hangup all')
      await eventually('no channel lives', async () => (await channels()).length === 0, 20_000)
    },
    close: async () => {
      await handsets.stop()
      if (pid !== 0) await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const signal = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it is gone already
  }
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
