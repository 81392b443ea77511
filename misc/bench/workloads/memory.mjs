// (f): the memory that one kept value needs, and the growth over four million frames, 100,000 actions and 8,000 lost links.
import { filter, firstValueFrom, skip, take } from 'rxjs'
import { headerOf, OURS, PEERS } from '../clients.mjs'
import { below, median } from '../report.mjs'
import { ask } from './actions.mjs'
import { flooding } from './flood.mjs'

/** Bytes in use after a garbage collection. */
const used = () => {
  global.gc()
  global.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

export const retention = {
  title: '(f) bytes kept alive by one header value of every hundredth event',
  readers: [OURS, 'floor A', 'floor C', ...PEERS],
  rounds: 1,
  unit: 'bytes a value',
  measure: async ({ client }) => {
    const session = await client.open()
    const kept = []
    let [count, ended] = [0, undefined]
    session.listen((name, event) => {
      count += 1
      if (name === 'BenchEnd') ended()
      else if (count >= 100) {
        const value = headerOf(event, 'Uniqueid')
        if (value === undefined) return
        count = 0
        kept.push(value)
      }
    })
    const run = () =>
      new Promise((resolve) => {
        ended = resolve
        session.send({ Action: 'Flood', Frames: '50000' })
      })
    await run()
    kept.length = 0
    const before = used()
    await run()
    return { value: (used() - before) / kept.length, kept: kept.length }
  },
  verdicts: ({ values }) => [below('(f) bytes kept alive by a kept header value', values(OURS), 1000)],
}

const SLICES = 20

/** Bytes in use after each slice of the work. */
const soaked = async (slice) => {
  const after = []
  for (let index = 0; index < SLICES; index += 1) {
    await slice()
    after.push(used())
  }
  return after
}

/** Growth over the second half: the median of its slopes between any two points (Theil–Sen). One odd point does not change this median. */
const growth = (points) => {
  const half = points.slice(points.length / 2)
  const slopes = half.flatMap((from, a) => half.slice(a + 1).map((to, b) => (to - from) / (b + 1)))
  return (median(slopes) * half.length) / 1024
}

const reconnecting = async (asterisk, times) => {
  for (let index = 0; index < times; index += 1) {
    const back = firstValueFrom(
      asterisk.status$.pipe(
        skip(1),
        filter(({ _tag }) => _tag === 'Ready'),
        take(1),
      ),
    )
    asterisk.send({ Action: 'Drop' }).subscribe({ error: () => undefined })
    await back
  }
}

export const soak = {
  title: '(f) growth of the heap over the second half of 4 million frames, 100,000 actions, 8,000 lost links',
  readers: [OURS],
  rounds: 1,
  unit: 'heap MB',
  measure: async ({ client }) => {
    const session = await client.open()
    const run = flooding(session)
    const frames = await soaked(() => run({ Frames: '100000', Passes: '2' }).then(() => undefined))
    const actions = await soaked(() => ask(session, 5_000, 100))
    // V8 optimises for some thousand rounds: the first half of many rounds is reserved for this
    const links = await soaked(() => reconnecting(session.asterisk, 400))
    return {
      value: used() / 2 ** 20,
      'frames: KB more': growth(frames),
      'actions: KB more': growth(actions),
      'links: KB more': growth(links),
      'max RSS MB': process.resourceUsage().maxRSS / 1024,
    }
  },
  verdicts: ({ results }) =>
    ['frames', 'actions', 'links'].map((what) =>
      below(
        `(f) growth over the second half of the soak, ${what}, KB`,
        results(OURS, (each) => each[`${what}: KB more`]),
        100,
      ),
    ),
}
