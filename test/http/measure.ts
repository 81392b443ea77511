/** `npm run measure:http [SECONDS]`: the numbers of docs/performance.md about the switchboard. The simulated Asterisk is in the process too. */
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../support/watching.js'
import { heap, onPort } from './onPort.js'

const seconds = Number(process.argv[2] ?? 60)
const tell = (what: string, value: string): void => {
  console.log(`${what.padEnd(72)}${value}`)
}
const STREAMS = 'rx_asterisk_http_streams'

/** The share of a core that this process takes while it waits, in percent. */
const share = async (wait: number): Promise<number> => {
  const cpu = process.cpuUsage()
  const began = performance.now()
  await sleep(wait)
  const { user, system } = process.cpuUsage(cpu)
  return (user + system) / 10 / (performance.now() - began)
}

const readers = async (): Promise<void> => {
  const at = await onPort(300)
  await at.talk()
  const all = await Promise.all(Array.from({ length: 20 }, () => at.read()))
  const tiles = await at.read(true, '/api/events?only=devices')
  const stopAlone = at.change(100)
  await sleep(3000)
  const tilesBefore = tiles.bytes()
  const before = all.reduce((sum, each) => sum + each.bytes(), 0)
  const cpu = await share(seconds * 1000)
  const bytes = all.reduce((sum, each) => sum + each.bytes(), 0) - before
  stopAlone()
  const ofTiles = tiles.bytes() - tilesBefore
  for (const each of [...all, tiles]) each.leave()
  await eventually('all have left', async () => (await at.metric(STREAMS)) === 0)
  const stop = at.change(100)
  const idle = await share(5000)
  stop()
  tell('300 phones, 100 changes/s, 20 readers: CPU with readers and Asterisk', `${cpu.toFixed(1)} % of a core`)
  tell('the same without readers', `${idle.toFixed(1)} % of a core`)
  const rate = (count: number): string => (count / seconds / 1000).toFixed(1)
  tell('KB/s of a reader: each change is a call and its phone; phones only', `${rate(bytes / 20)}; ${rate(ofTiles)}`)
  await at.close()
}

const dead = async (): Promise<void> => {
  const at = await onPort(300)
  await at.talk()
  const before = heap()
  const all = await Promise.all(Array.from({ length: 10 }, () => at.read(false)))
  const stop = at.change(2000)
  const began = performance.now()
  const peaks: number[] = []
  const passed = (): number => (performance.now() - began) / 1000
  // the buffers of TCP take some MB before anybody is seen not to read
  while (passed() < seconds + 300 && (await at.metric(STREAMS)) > 0) {
    await sleep(1000)
    peaks.push(heap() - before)
  }
  const gone = passed()
  const left = await at.metric(STREAMS)
  const changed = stop()
  tell('10 readers that never read: changes a second', (changed / gone).toFixed(0))
  tell(
    'heap while they are there, at most, and at the end',
    `${Math.max(...peaks).toFixed(1)}, ${(heap() - before).toFixed(1)} MiB more`,
  )
  tell(
    left === 0 ? 'the last one is gone after' : `${left} are not gone after`,
    `${gone.toFixed(0)} s; ended as unread: ${await at.metric('rx_asterisk_http_dropped_total')}`,
  )
  for (const each of all) each.leave()
  await at.close()
}

const comings = async (): Promise<void> => {
  const at = await onPort(300)
  const round = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) (await at.read(n % 2 === 0)).leave()
    await eventually('all are gone', async () => (await at.metric(STREAMS)) === 0)
  }
  await round(200)
  const before = heap()
  await round(1000)
  tell('heap after 1,000 connects and aborts', `${(heap() - before).toFixed(1)} MiB more`)
  const began = performance.now()
  await eventually('the link is closed', () => at.pbx.links() === 0, 30_000)
  tell('the AMI link is closed after the last reader', `${((performance.now() - began) / 1000).toFixed(0)} s`)
  await at.close()
}

await readers()
await dead()
await comings()
