// The model of the fleets: `node scripts/spin.mjs` checks misc/model with spin, and shows that each mutant of it is found.
// spin comes from Debian's package, once, into node_modules/.cache: without root. It writes a program in C, which `cc` compiles.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { unpacked } from './unpacked.mjs'

const project = fileURLToPath(new URL('..', import.meta.url))
const spin = join(project, 'node_modules/.cache/rx-asterisk/spin/spin')

const isThere = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined

/** Undefined when a C compiler is there, or the reason for its absence. spin calls the preprocessor by its own name. */
export const noCompiler = () =>
  isThere('cc') && isThere('cpp') ? undefined : 'cc or cpp is missing; install them with: apt-get install gcc libc6-dev'

/** Undefined when spin is there, or the reason for its absence. */
export const prepareSpin = (tell) =>
  unpacked({ title: 'spin of Debian', name: 'spin', script: 'misc/model/install.sh', proof: 'spin' }, tell)

const done = (program, args, cwd) => {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: exit code ${status}\n${stdout}${stderr}`)
  return stdout
}

/**
 * Searches all runs of a model of misc/model. `defines`: its bounds, and its mutant. Gives the number of states, the first broken promise if
 * there is one, and whether the search was whole.
 */
export const checkModel = ({ model, defines = [] }) => {
  const folder = mkdtempSync(join(tmpdir(), 'rx-spin-'))
  try {
    done(spin, ['-a', ...defines.map((define) => `-D${define}`), join(project, 'misc/model', model)], folder)
    done('cc', ['-O2', '-w', '-DSAFETY', '-DHC4', '-DMEMLIM=3000', '-o', 'pan', 'pan.c'], folder)
    const said = done('./pan', ['-m1000000', '-w24', '-n'], folder)
    return {
      states: Number(/^ *(\d+) states, stored/m.exec(said)?.[1]),
      broken: /assertion violated ([^\n]*)/.exec(said)?.[1],
      isWhole: !/max search depth too small|Search not completed|out of memory/.test(said),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The searches in small bounds. `finds`: a mutant, or a run that must exist: the search ends at a broken assertion. */
export const SMALL = [
  { model: 'action.pml' },
  { model: 'action.pml', defines: ['NO_GO'], finds: 'worker' },
  { model: 'action.pml', defines: ['EVERY_OFFER'], finds: 'executed' },
  { model: 'fleet.pml' },
  { model: 'fleet.pml', defines: ['FRAMES=2', 'NO_FENCE'], finds: 'epoch' },
  { model: 'fleet.pml', defines: ['FRAMES=2', 'NO_SKIP'], finds: 'logged' },
  { model: 'fleet.pml', defines: ['RESTARTS=1', 'FAULTS=0', 'WITNESS'], finds: 'restarts' },
]

/** The searches that take minutes. */
const LARGE = [
  { model: 'action.pml', defines: ['GATEWAYS=3', 'REQUESTS=3'] },
  { model: 'fleet.pml', defines: ['RESTARTS=1'] },
  { model: 'fleet.pml', defines: ['FRAMES=2'] },
  { model: 'fleet.pml', defines: ['ENTRIES=6', 'CLAIMS=3'] },
]

/** A sentence about a search, and whether it went as it must. */
export const verdict = ({ model, defines = [], finds }) => {
  const { states, broken, isWhole } = checkModel({ model, defines })
  const isRight = finds === undefined ? broken === undefined && isWhole : broken?.includes(finds) === true
  const result = broken === undefined ? `no promise is broken${isWhole ? '' : '; NOT WHOLE'}` : `found: ${broken}`
  return { isRight, text: `${[model, ...defines].join(' ')}: ${states} states, ${result}` }
}

const run = async () => {
  const reason = noCompiler() ?? (await prepareSpin())
  if (reason !== undefined) {
    console.error(`not checked: ${reason}`)
    return false
  }
  const wrong = [...SMALL, ...LARGE].filter((row) => {
    const began = performance.now()
    const { isRight, text } = verdict(row)
    console.log(`${isRight ? 'ok   ' : 'WRONG'} ${text} (${((performance.now() - began) / 1000).toFixed(1)} s)`)
    return !isRight
  })
  return wrong.length === 0
}

if (import.meta.url === pathToFileURL(resolve(process.argv[1] ?? '')).href) process.exitCode = (await run()) ? 0 : 1
