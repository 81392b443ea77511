/** A worker that joins at any entry of a log has the same channels, after every entry that follows, as one that was there all the time. */
import fc from 'fast-check'
import { timer } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connectionTo } from '../../src/index.js'
import { fleet } from '../../src/nats/index.js'
import { Post } from '../../src/nats/post.js'
import { EVERYTHING } from '../../src/nats/publish.js'
import { kindOf, subjectsOf } from '../../src/nats/subject.js'
import { answer, dial, simulate, wait } from '../../src/testing/index.js'
import { first } from './lab.js'
import { memoryBus } from './memoryBus.js'
import { MemoryLog } from './memoryLog.js'

const DEVICES = ['PJSIP/200', 'PJSIP/201', 'PJSIP/202', 'PJSIP/203', 'PJSIP/204']
const subjects = subjectsOf('berlin')

/** A gateway over a log in memory. Its clock runs fast, so that it marks the log each half second. */
const post = (name: string, log: MemoryLog, pbx: ReturnType<typeof simulate>) => {
  const connection = connectionTo({ username: 'admin', password: 'secret', transport: pbx.transport, name: 'berlin' })
  const made = new Post({
    server: 'berlin',
    name,
    lease: 1e9,
    backlog: 1e9,
    publish: EVERYTHING,
    subjects,
    log: log.port(),
    connection,
    now: () => 120 * performance.now(),
    timeOfDay: Date.now,
    soon: queueMicrotask,
    later: (run, milliseconds) => void setTimeout(run, milliseconds),
    say: () => undefined,
    role: () => undefined,
    fault: console.error,
  })
  log
    .port()
    .read(1)
    .subscribe((entry) => {
      made.entry(entry)
    })
  connection.status$.subscribe((status) => {
    made.status(status)
  })
  connection.acceptedFrame$.subscribe((frame) => {
    made.frame(frame)
  })
  const ticking = setInterval(() => {
    made.tick()
  }, 50)
  return {
    leave: () => made.resign(),
    end: () => {
      clearInterval(ticking)
      return connection.close()
    },
  }
}

/** The log of some seconds full of calls, with marks, and with another leader from the middle on. */
const recorded = async (): Promise<MemoryLog> => {
  const pbx = simulate({
    endpoints: Object.fromEntries(DEVICES.map((name) => [name, { _tag: 'Answers', after: 20, talk: 300 } as const])),
    contexts: { internal: (exten) => (exten === '100' ? [answer(), wait(400)] : [dial([`PJSIP/${exten}`])]) },
  })
  const log = new MemoryLog()
  const gateways = [post('one', log, pbx), post('two', log, pbx)]
  await first(timer(300))
  const calls = timer(0, 60).subscribe((n) => {
    pbx.dial(DEVICES[n % 3] ?? '', n % 4 === 0 ? '100' : String(203 + (n % 2)))
  })
  await first(timer(1500))
  gateways[0]?.leave()
  await first(timer(1500))
  calls.unsubscribe()
  await first(timer(300))
  await Promise.all(gateways.map(({ end }) => end()))
  await pbx.close()
  return log
}

/** The channels that a worker shows. */
const worker = (log: MemoryLog) => {
  const all = fleet(memoryBus('berlin', log), { servers: ['berlin'] })
  let channels: string | undefined
  all.asterisk('berlin').channel$.subscribe((map) => {
    channels = JSON.stringify([...map].map(([id, { name, state }]) => [id, name, state]))
  })
  return { channels: () => channels, close: () => all.close() }
}

const test = suite('joiner')

test('a late joiner has the channels of an early one after every entry', async () => {
  const log = await recorded()
  const marks = log.entries.filter(({ subject }) => kindOf(subject) === 'mark')
  const [mark] = marks
  assert.ok(mark !== undefined && marks.length >= 4)
  let compared = 0
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: mark.sequence + 1, max: log.entries.length - 1 }), async (joinsAt) => {
      const replayed = new MemoryLog()
      const early = worker(replayed)
      let late: ReturnType<typeof worker> | undefined
      for (const entry of log.entries) {
        replayed.copy(entry)
        if (entry.sequence === joinsAt) late = worker(replayed)
        const seen = late?.channels()
        if (seen === undefined) continue
        compared += 1
        assert.is(seen, early.channels(), `joined at ${joinsAt}, at ${entry.sequence}`)
      }
      await Promise.all([early.close(), late?.close()])
    }),
    { numRuns: Number(process.env['RX_ASTERISK_JOINERS'] ?? 20) },
  )
  console.log(`${log.entries.length} entries, ${marks.length} marks: ${compared} comparisons, none different`)
  assert.ok(compared > log.entries.length)
})

test.run()
