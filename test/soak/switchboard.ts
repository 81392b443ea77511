/**
 * `npm run soak -- switchboard [--minutes N]`: readers of events of every kind come and go by chance, while phones change and the link is cut.
 * At the end no stream, no link and no memory may be left.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { heap, onPort, type Reader } from '../http/onPort.js'
import { eventually } from '../support/watching.js'

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: { minutes: { type: 'string', default: '60' } },
})
const minutes = Number(values.minutes)
if (!(minutes > 0)) {
  console.error('npm run soak -- switchboard [--minutes N]')
  process.exit(2)
}

const STREAMS = 'rx_asterisk_http_streams'
/** MiB that a heap may differ by itself. */
const NOISE = 5
const chance = (share: number): boolean => Math.random() < share

const at = await onPort(100)
await at.talk()
const readers = new Set<Reader>()

/** One step: a reader comes, one goes, or the link is cut. */
const step = async (): Promise<void> => {
  for (const each of readers) if (each.isOver()) readers.delete(each)
  if (readers.size < 40 && chance(0.6)) readers.add(await at.read(chance(0.8)))
  const [oldest] = readers
  if (oldest !== undefined && chance(0.5)) {
    oldest.leave()
    readers.delete(oldest)
  }
  if (chance(0.002)) at.pbx.faults.drop()
}

const storm = async (seconds: number): Promise<void> => {
  const stop = at.change(500)
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    await step()
    await sleep(20)
  }
  stop()
}

const quiet = async (): Promise<void> => {
  for (const each of readers) each.leave()
  readers.clear()
  await eventually('no stream is left', async () => (await at.metric(STREAMS)) === 0, 60_000)
}

await storm(10)
await quiet()
const before = heap()
const rounds = Math.max(1, Math.round(minutes))
for (let round = 1; round <= rounds; round += 1) {
  await storm((minutes * 60) / rounds)
  await quiet()
  const dropped = await at.metric('rx_asterisk_http_dropped_total')
  console.log(
    `round ${round}: ${(heap() - before).toFixed(1)} MiB more, ${dropped} readers were ended as they did not read`,
  )
}
const more = heap() - before
await eventually('the link is closed', () => at.pbx.links() === 0, 30_000)
await at.close()
console.log(more < NOISE ? 'the soak passed' : `the soak failed: ${more.toFixed(1)} MiB more`)
process.exit(more < NOISE ? 0 : 1)
