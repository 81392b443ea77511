/** `npm run soak -- --minutes N`: our client under call load on a real Asterisk behind a proxy that breaks its link at random. */
import * as O from 'fp-ts/lib/Option.js'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Channel, connect } from '../../src/index.js'
import { proxy } from '../support/proxy.js'
import { realLab } from '../asterisk/real.js'
import { actions, growth, holding, type Holding, lags } from './books.js'
import { load, PHONES, register } from './load.js'
import { seeded } from './seeded.js'
import { weather } from './weather.js'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const [minutes, seed] = [Number(values.minutes), Number(values.seed)]
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error('npm run soak -- [--minutes N] [--seed N]')
  process.exit(2)
}

/** Seconds from one look at the truth to the next; in between a fault every few. */
const ROUND = Math.max(10, Math.min(30, minutes * 6))
/** Every so many rounds Asterisk itself is killed. */
const KILL_EVERY = 8
/** The time, in ms, until all must be true after the last fault. */
const TRUTH = 15_000
/** The memory that caches and compiled code may take after the first third, in MiB. */
const HEAP_MARGIN = 3
/** Sockets that are just closing; a leak of one at each lost link would show as dozens. */
const HANDLE_MARGIN = 2

const unhandled: string[] = []
process.on('unhandledRejection', (error) => void unhandled.push(String(error)))
process.on('uncaughtException', (error) => void unhandled.push(error.stack ?? error.message))

const random = seeded(seed)
const lab = await realLab()
const options = lab.options('full')
const link = await proxy(options.port ?? 5038)
const asterisk = connect({
  ...options,
  port: link.port,
  timeout: 3000,
  keepAlive: { interval: 1500, deadline: 1500 },
  backoff: { min: 50, max: 1000 },
})
const books = actions()
const faults = weather(link, random)
const lag = lags()
const told = new Map<string, number>()
const busy = new Map<string, boolean>()
let channels: ReadonlyMap<string, Channel> = new Map()
let kills = 0
let stopping = false

const streams = [
  ...PHONES.map((phone) => asterisk.device(phone).subscribe((now) => busy.set(phone, now))),
  asterisk.channel$.subscribe((live) => (channels = live)),
  asterisk.mailbox('2222').subscribe(),
  asterisk.userEvent('Soak').subscribe(),
  asterisk.event$.subscribe(),
]
asterisk.fault$.subscribe(({ _tag }) => told.set(_tag, (told.get(_tag) ?? 0) + 1))
await register(lab)
const work = load(lab, asterisk, books, random)

/** Breaks the link again and again until the time is over. */
const storm = async (until: number): Promise<void> => {
  while (Date.now() < until && !over()) {
    const { lasts } = faults.strike()
    await sleep(Math.min(lasts + 500 + random() * 4000, Math.max(0, until - Date.now())))
  }
  await sleep(2500) // what lasts is taken back by then
  link.resume()
}

const untruths = async (): Promise<readonly string[]> => {
  const truly = [...(await lab.channels())].sort()
  const known = [...channels.values()].map(({ name }) => name).sort()
  const wrong = PHONES.filter((phone) => busy.get(phone) !== truly.some((name) => name.startsWith(`${phone}-`)))
  return [
    ...(truly.join() === known.join() ? [] : [`channels: Asterisk has ${truly.join(' ')}; we have ${known.join(' ')}`]),
    ...wrong.map((phone) => `${phone} is not ${busy.get(phone)}`),
    ...(books.open() === 0 ? [] : [`${books.open()} actions are not settled`]),
  ]
}

/** Waits for calm and truth; what is wrong then, and how long it took. */
const look = async (): Promise<{ readonly wrong: readonly string[]; readonly took: number }> => {
  const began = Date.now()
  for (;;) {
    const wrong = await untruths()
    const took = Date.now() - began
    if (wrong.length === 0 || took > TRUTH) return { wrong, took }
    await sleep(100)
  }
}

const counted = (counts: ReadonlyMap<string, number>): string =>
  [...counts].map(([name, times]) => `${name} ${times}`).join(', ') || 'none'

const columns = (...cells: readonly (string | number)[]): string =>
  cells.map((cell) => String(cell).padStart(8)).join('')

const quiet: Holding[] = []
const lies: string[] = []
const began = Date.now()
const end = began + minutes * 60_000
const sum = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((total, each) => total + each, 0)

const report = async (took: number): Promise<void> => {
  const now = await holding()
  quiet.push(now)
  const { frames, reconnects, lastPong } = asterisk.metrics()
  const { p99, max } = lag()
  const pong = O.isSome(lastPong) ? lastPong.value.toFixed(0) : '-'
  console.log(
    columns(
      `${((Date.now() - began) / 60_000).toFixed(1)} min`,
      frames,
      books.asked(),
      sum(faults.counts) + kills,
      reconnects,
      sum(told),
      p99.toFixed(0),
      max.toFixed(0),
      pong,
      now.heap.toFixed(1),
      now.rss.toFixed(0),
      now.handles,
      lies.length === 0 ? `yes ${took}` : 'NO',
    ),
  )
}

process.once('SIGINT', () => {
  console.log('ending early')
  stopping = true
})
console.log(
  `soak: ${minutes} minutes on Asterisk ${lab.version}, seed ${seed}; lags in ms, heap and rss in MiB, truth after ms`,
)
console.log(
  columns(
    'time',
    'frames',
    'actions',
    'faults',
    'relinks',
    'fault$',
    'lag p99',
    'lag max',
    'pong',
    'heap',
    'rss',
    'handles',
    'true',
  ),
)

const over = (): boolean => stopping || Date.now() >= end

for (let round = 1; !over(); round += 1) {
  work.begin()
  await storm(Math.min(end, Date.now() + ROUND * 1000))
  if (round % KILL_EVERY === 0) {
    kills += 1
    await lab.kill()
    await sleep(1000)
    await lab.start()
  }
  work.pause()
  const { wrong, took } = await look()
  lies.push(...wrong.map((each) => `round ${round}: ${each}`))
  await report(took)
}

const doubled = [...link.accounts].filter(([, times]) => times > 1)
for (const each of streams) each.unsubscribe()
await asterisk.close()
await link.close()
await lab.close()

const heapGrowth = growth(quiet.map(({ heap }) => heap))
const handleGrowth = growth(quiet.map(({ handles }) => handles))
const verdicts: readonly (readonly [string, boolean])[] = [
  [
    `every state true at each of ${quiet.length} looks${lies.map((each) => `\n    ${each}`).join('')}`,
    lies.length === 0,
  ],
  [
    `each of ${books.asked()} actions settled once (${counted(books.ends)})${books
      .wrong()
      .map((each) => `\n    ${each}`)
      .join('')}`,
    books.open() === 0 && books.wrong().length === 0,
  ],
  [
    `none of ${link.accounts.size} calls was placed twice${doubled.map(([each]) => ` ${each}`).join('')}`,
    doubled.length === 0,
  ],
  [`nothing unhandled ${unhandled.slice(0, 3).join('; ')}`, unhandled.length === 0],
  [
    `heap: ${heapGrowth === undefined ? 'too short to tell' : `${heapGrowth.toFixed(1)} MiB more in the last third than in the first`}`,
    (heapGrowth ?? 0) <= HEAP_MARGIN,
  ],
  [
    `handles: ${handleGrowth === undefined ? 'too short to tell' : `${handleGrowth} more in the last third than in the first`}`,
    (handleGrowth ?? 0) <= HANDLE_MARGIN,
  ],
]
console.log(`\nfaults put in: ${counted(faults.counts)}, kill -9 ${kills}`)
console.log(`fault$: ${counted(told)}`)
for (const [what, holds] of verdicts) console.log(`${holds ? 'ok  ' : 'FAIL'} ${what}`)
const passed = verdicts.every(([, holds]) => holds)
console.log(passed ? 'the soak passed' : 'the soak FAILED')
process.exit(passed ? 0 : 1)
