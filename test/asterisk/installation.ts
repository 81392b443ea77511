/** Where the real lab's Asterisk lies: the programs once for all labs, and a folder of its own for each. */
import { access, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { output } from './programs.js'

const project = fileURLToPath(new URL('../..', import.meta.url))

const script = (name: string): string => join(project, 'misc/asterisk', `${name}.sh`)

const cache = (version: number): string => join(project, `node_modules/.cache/rx-asterisk/asterisk-${version}`)

/** Where that version is installed, which takes some seconds the first time. */
export const installed = async (version: number, folder = cache(version)): Promise<string> => {
  const found = await access(join(folder, 'run.sh')).then(
    () => true,
    () => false,
  )
  if (!found) await output(script('install'), [String(version), folder])
  return folder
}

/** A folder that shares the installed programs, with a path that a unix socket can bear. */
export const instance = async (installation: string): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'rx-lab-'))
  await symlink(join(installation, 'root'), join(folder, 'root'))
  await copyFile(join(installation, 'run.sh'), join(folder, 'run.sh'))
  return folder
}

/** Starts it on the sample configuration and what the tests, and `more` folders, add to it; gives the process id. */
export const launch = async (
  folder: string,
  version: number,
  ami: number,
  more: readonly string[] = [],
): Promise<number> => {
  const additions = version < 21 ? ['config', 'tls', 'config16'] : ['config', 'tls']
  const folders = additions.map((name) => join(project, 'test/asterisk', name))
  return Number(await output(script('start'), [folder, String(ami), ...folders, ...more]))
}

/** Mailboxes are folders, and messages files: only their number counts. */
export const fillMailbox = async (
  folder: string,
  box: string,
  counts: Readonly<Record<string, number>>,
): Promise<void> => {
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
