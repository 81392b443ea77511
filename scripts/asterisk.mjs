// Installs the real Asterisk of the conformance suite, once, into node_modules/.cache: without root, from Debian's own packages.
// `npm test` calls this script; `node scripts/asterisk.mjs [22|16]` runs it alone.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'

const project = fileURLToPath(new URL('..', import.meta.url))

const installing = (script, version, folder, tell) =>
  new Promise((done) => {
    const child = spawn(script, [version, folder], { stdio: ['ignore', 'pipe', 'pipe'] })
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

/** Undefined when Asterisk is there, or the reason for its absence. */
export const prepareAsterisk = async (version, tell = console.log) => {
  const script = join(project, 'misc/asterisk/install.sh')
  const cache = join(project, 'node_modules/.cache/rx-asterisk')
  const folder = join(cache, `asterisk-${version}`)
  if (existsSync(join(folder, 'run.sh'))) return undefined
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).error !== undefined) {
    return 'apt-get is missing; the packages are made for Debian on amd64'
  }
  tell(`Installing Asterisk ${version} for the tests into node_modules/.cache (once; needs no root):`)
  mkdirSync(cache, { recursive: true })
  // in a folder beside the final one: a failed installation never looks like an Asterisk, and two at once do not disturb each other
  const fresh = join(cache, `installing-${version}-${process.pid}`)
  try {
    const failure = await installing(script, version, fresh, tell)
    if (failure !== undefined) return `install.sh failed: ${failure}`
    if (!existsSync(join(folder, 'run.sh'))) {
      rmSync(folder, { recursive: true, force: true })
      renameSync(fresh, folder)
    }
    return undefined
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

if (import.meta.url === pathToFileURL(resolve(process.argv[1] ?? '')).href) {
  const reason = await prepareAsterisk(process.argv[2] ?? '22')
  if (reason !== undefined) console.error(reason)
  process.exitCode = reason === undefined ? 0 : 1
}
