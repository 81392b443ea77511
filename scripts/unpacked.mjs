// Programs of Debian for the tests, unpacked once into node_modules/.cache: without root, from Debian's own packages.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'

const project = fileURLToPath(new URL('..', import.meta.url))
const cache = join(project, 'node_modules/.cache/rx-asterisk')

const installing = (script, args, tell) =>
  new Promise((done) => {
    const child = spawn(script, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const last = []
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        last.push(line)
        if (line.trim() !== '') tell(`  ${line}`)
      })
    }
    child.on('error', (error) => done(error.message))
    child.on('close', (code) => done(code === 0 ? undefined : (last.filter(Boolean).at(-1) ?? `exit code ${code}`)))
  })

/**
 * Undefined when the program is there, or the reason for its absence. `script` is an installer of misc, which gets `args` and the folder;
 * the folder is `name` in the cache. `proof`: a file that shows that it is installed.
 */
export const unpacked = async ({ title, name, script, args = [], proof = 'run.sh' }, tell = console.log) => {
  const folder = join(cache, name)
  if (existsSync(join(folder, proof))) return undefined
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).error !== undefined) {
    return 'apt-get is missing; the packages are made for Debian on amd64'
  }
  tell(`Installing ${title} for the tests into node_modules/.cache (once; needs no root):`)
  mkdirSync(cache, { recursive: true })
  // in a folder beside the final one: a failed installation never looks like a good one, and two at once do not disturb each other
  const fresh = join(cache, `installing-${name}-${process.pid}`)
  try {
    const failure = await installing(join(project, script), [...args, fresh], tell)
    if (failure !== undefined) return `install.sh failed: ${failure}`
    if (!existsSync(join(folder, proof))) {
      rmSync(folder, { recursive: true, force: true })
      renameSync(fresh, folder)
    }
    return undefined
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

/** Runs an installer where its script is started as a program, with the first word of the command line. */
export const asProgram = async (url, prepare) => {
  if (url !== pathToFileURL(resolve(process.argv[1] ?? '')).href) return
  const reason = await prepare(process.argv[2])
  if (reason !== undefined) console.error(reason)
  process.exitCode = reason === undefined ? 0 : 1
}
