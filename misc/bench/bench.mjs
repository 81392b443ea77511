// `npm run bench` measures rx-asterisk, the other clients and the floors, each in a process of its own, in turn. It writes a table and a
// JSON file.
import { fork, spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { table, verdictLines, view } from './report.mjs'
import { workloadNames, workloadOf } from './workloads.mjs'

const HELP = `npm run bench -- [workload…] [--rounds 5] [--reader name…] [--json file]

Workloads: ${workloadNames.join(', ')}; all without a name.
--reader   only those whose name contains it; may be repeated
--json     where the numbers go (misc/bench/results.json)`

const { values: options, positionals } = parseArgs({
  options: {
    rounds: { type: 'string' },
    reader: { type: 'string', multiple: true },
    json: { type: 'string', default: new URL('results.json', import.meta.url).pathname },
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})
const strange = positionals.filter((name) => !workloadNames.includes(name))
if (options.help || strange.length > 0 || (options.rounds !== undefined && !/^[1-9]\d*$/.test(options.rounds))) {
  if (strange.length > 0) console.error(`no workload named ${strange.join(', ')}\n`)
  console.log(HELP)
  process.exit(options.help ? 0 : 2)
}
const script = (name) => new URL(name, import.meta.url).pathname

/** Ends the program with the output of the failed process. */
const npm = (folder, ...args) => {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: script(folder), encoding: 'utf8' })
  if (status === 0) return
  console.error(`npm ${args.join(' ')} failed:\n${stdout}${stderr}`)
  process.exit(1)
}

/** A time limit, longer than the slowest reader needs. */
const LIMIT = 90_000

/** The first message of a child; undefined when it ends or takes too long without one. */
const told = (child) =>
  new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), LIMIT)
    const settle = (message) => {
      clearTimeout(timer)
      resolve(message)
    }
    child.once('message', settle)
    child.once('exit', () => settle(undefined))
  })

/** Ends a reader that has sent its numbers and still runs. */
const ended = (child) =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
  })

const measured = async (workload, reader, port) => {
  const child = fork(script('reader.mjs'), [workload, reader, String(port)], {
    execArgv: ['--expose-gc', '--no-warnings'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const result = await told(child)
  await ended(child)
  return result
}

if (!existsSync(script('node_modules'))) {
  console.log('Installing the other clients into misc/bench/node_modules (once)')
  npm('.', 'ci', '--no-audit', '--no-fund')
}
npm('../..', 'run', 'build')

const progress = (text) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}

const feeder = fork(script('feeder.mjs'))
const port = await told(feeder)
feeder.removeAllListeners('exit')
feeder.once('exit', (code, signal) => {
  if (!feeder.connected && code === 0) return
  console.error(`the feeder ended (${signal ?? code}): nothing more can be measured`)
  process.exit(1)
})

const runWorkload = async (name) => {
  const workload = await workloadOf(name)
  const readers = workload.readers.filter(
    (reader) => options.reader === undefined || options.reader.some((part) => reader.includes(part)),
  )
  const total = Number(options.rounds ?? workload.rounds ?? 5)
  const rounds = []
  console.log(`\n${workload.title}`)
  const reason = await workload.prepare?.()
  if (reason !== undefined) {
    console.log(`  ! left out: ${reason}`)
    return { name, title: workload.title, leftOut: reason, verdicts: [], rounds: [] }
  }
  for (let round = 1; round <= total; round += 1) {
    const results = new Map()
    // each round begins with another reader, so no reader always follows the same one
    const turn = round % readers.length
    for (const reader of [...readers.slice(turn), ...readers.slice(0, turn)]) {
      progress(`  round ${round} of ${total}: ${reader}`)
      const result = await measured(name, reader, port)
      if (result === undefined) console.log(`  ! ${reader} gave no result in round ${round}`)
      else results.set(reader, result)
    }
    rounds.push(results)
  }
  progress('')
  const verdicts = workload.verdicts(view(rounds)).filter(({ median }) => !Number.isNaN(median))
  for (const line of [...table(workload, rounds), ...verdictLines(verdicts)]) console.log(`  ${line}`)
  return { name, title: workload.title, unit: workload.unit, verdicts, rounds: rounds.map(Object.fromEntries) }
}

const [load] = loadavg()
const machine = {
  node: process.version,
  cpu: cpus()[0]?.model,
  cores: availableParallelism(),
  load,
  at: new Date().toISOString(),
}
console.log(`Node ${machine.node}, ${machine.cores} × ${machine.cpu}`)
if (load > machine.cores / 2)
  console.log(`! the load is ${load.toFixed(1)} before anything has begun: other programs disturb the measurement`)

const results = []
for (const name of positionals.length > 0 ? positionals : workloadNames) results.push(await runWorkload(name))
feeder.disconnect()

writeFileSync(options.json, `${JSON.stringify({ machine, results }, null, 2)}\n`)
const missed = results.flatMap(({ verdicts }) => verdicts.filter(({ held }) => !held))
console.log(
  `\n${missed.length === 0 ? 'every target was met' : `${missed.length} targets were missed`}; numbers in ${options.json}`,
)
process.exitCode = missed.length === 0 ? 0 : 1
