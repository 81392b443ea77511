/**
 * `npm run soak -- live [--minutes N] [--rate N]`: a storm of callers on a real Asterisk. Callers join and leave a queue and rooms `rate` times
 * a second, while all lists are asked every 20 ms. After each round, and after a kill of Asterisk, the models must say what is true.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { filter, firstValueFrom, Subject } from 'rxjs'
import { type Asterisk, connect, type Frame, streams, type Streams } from '../../src/index.js'
import { realLab } from '../asterisk/real.js'
import { eventually } from '../support/watching.js'
import { listing } from './listing.js'

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    minutes: { type: 'string', default: '2' },
    rate: { type: 'string', default: '60' },
  },
})
const [minutes, rate] = [Number(values.minutes), Number(values.rate)]
if (!(minutes > 0) || !(rate > 0)) {
  console.error('npm run soak -- live [--minutes N] [--rate N]')
  process.exit(2)
}

/** Seconds of storm between two looks at the truth. */
const ROUND = 30

const lab = await realLab({ config: [fileURLToPath(new URL('../asterisk/live', import.meta.url))] })
const options = { ...lab.options('full'), username: 'live' }

/** The newest values of one reader of the frames. */
const reader = (name: string, read: Pick<Streams, 'queue$' | 'conference$' | 'parked$' | 'call$' | 'bridge$'>) => {
  const newest = new Map<string, () => number>()
  read.queue$.subscribe((queues) =>
    newest.set('waiting or busy in queues', () =>
      [...queues.values()].reduce(
        (sum, { callers, members }) =>
          sum + callers.length + members.filter(({ inCall, ringing, talking }) => inCall || ringing || talking).length,
        0,
      ),
    ),
  )
  read.conference$.subscribe((rooms) => newest.set('rooms', () => rooms.size))
  read.parked$.subscribe((parked) => newest.set('parked', () => parked.length))
  read.call$.subscribe((calls) => newest.set('calls', () => calls.size))
  read.bridge$.subscribe((bridges) =>
    newest.set('in bridges', () => [...bridges.values()].reduce((sum, { members }) => sum + members.length, 0)),
  )
  return {
    /** The things that still live, in words; nothing where all is quiet. */
    left: (): readonly string[] =>
      [...newest].flatMap(([what, count]) => (count() === 0 ? [] : [`${name}: ${count()} ${what}`])),
    known: (): number => newest.size,
  }
}

const asterisk: Asterisk = connect({ ...options, backoff: { min: 50, max: 500 } })
const faults: string[] = []
asterisk.fault$.subscribe(({ _tag }) => faults.push(_tag))
const own = reader('over the link', asterisk)
/** The second reader gets every list of a connection that asks without a pause. */
const frame$ = new Subject<Frame>()
const flooded = reader('with a list every 20 ms', streams(frame$, { start: 'snapshot' }))
const lists = await listing({ port: options.port ?? 5038, username: 'live', password: options.password }, frame$)
await eventually('all is known', () => own.known() === 5 && flooded.known() === 5, 10_000)

const EXTENSIONS = ['queue-storm', 'hasty-storm', 'room-1', 'room-2', 'queue-sales', 'park']
let joins = 0

/** One caller who leaves again after a moment. */
const caller = (): void => {
  joins += 1
  const exten = EXTENSIONS[joins % EXTENSIONS.length] ?? ''
  const stay = String(0.2 + Math.random() * 2)
  const Channel = `Local/${exten}@live`
  asterisk
    .send({ Action: 'Originate', Channel, Application: 'Wait', Data: stay, Async: true })
    .subscribe({ error: () => undefined })
}

const quiet = async (): Promise<void> => {
  await eventually('no channel lives', async () => (await lab.channels()).length === 0, 60_000)
}

const storm = async (seconds: number): Promise<void> => {
  const end = Date.now() + seconds * 1000
  const timer = setInterval(caller, 1000 / rate)
  while (Date.now() < end) await sleep(100)
  clearInterval(timer)
}

const wrong: string[] = []
const look = async (when: string): Promise<void> => {
  await sleep(3000)
  lists.pause()
  await sleep(2500)
  const left = [...own.left(), ...flooded.left()]
  wrong.push(...left.map((each) => `${when}: ${each}`))
  console.log(`${when}: ${joins} joins, ${lists.asked()} lists; ${left.length === 0 ? 'all is true' : left.join('; ')}`)
  lists.go()
}

const rounds = Math.max(1, Math.round((minutes * 60) / ROUND))
console.log(`a storm of ${minutes} minutes, ${rate} joins a second, a list every 20 ms`)
for (let round = 1; round <= rounds; round += 1) {
  await storm(Math.min(ROUND, minutes * 60))
  await quiet()
  await look(`round ${round}`)
}

/** 20 calls, 10 who wait and two rooms; then a kill of Asterisk. */
for (let index = 0; index < 20; index += 1) await lab.dial('200', '100')
for (let index = 0; index < 5; index += 1) await lab.run('room-1', 'live')
for (let index = 0; index < 10; index += 1) await lab.run('queue-support', 'live')
for (let index = 0; index < 5; index += 1) await lab.run('room-2', 'live')
await sleep(1000)
const before = own.left()
console.log(`before the kill: ${before.join('; ')}`)
if (before.length < 4) wrong.push(`before the kill only: ${before.join('; ')}`)
await lab.kill()
await lab.start()
const ready = await firstValueFrom(asterisk.ready$.pipe(filter(({ gap }) => gap._tag === 'Some')))
const began = performance.now()
while (own.left().length > 0 && performance.now() - began < 5000) await sleep(5)
const took = Math.round(performance.now() - began)
console.log(
  `after the kill (${ready.asterisk._tag === 'Some' ? 'ready' : '?'}): all is true within ${took} ms of Ready`,
)
if (own.left().length > 0) wrong.push(`after the kill: ${own.left().join('; ')}`)

lists.close()
await asterisk.close()
await lab.close()
const strange = faults.filter((tag) => !['LinkLost', 'Unreachable', 'Refused'].includes(tag))
wrong.push(...strange.map((tag) => `fault ${tag}`))
console.log(wrong.length === 0 ? 'the storm passed' : `the storm failed:\n${wrong.join('\n')}`)
process.exit(wrong.length === 0 ? 0 : 1)
