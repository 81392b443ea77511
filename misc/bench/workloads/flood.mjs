// (a) and (b): as many frames as the reader can take, with one counting subscriber, and with a whole house of them.
import { FLOORS, HOUSE, OURS, PEERS } from '../clients.mjs'
import { EVENTS } from '../corpus.mjs'
import { cpu } from '../cpu.mjs'
import { below, belowOnce } from '../report.mjs'

/** Passes over the corpus, about a second of CPU in all; slow readers need few. As many run unmeasured before, as V8 compiles late. */
const PASSES = { [OURS]: 12, [HOUSE]: 6, 'floor bytes': 24, 'floor A': 16, 'floor C': 16, 'asterisk.io': 2, yana: 2 }

const [bytes, A, C] = FLOORS

export const flooding = (session) => {
  let heard = 0
  let tell
  session.listen((name) => {
    heard += 1
    if (name === 'BenchEnd') tell()
  })
  /** Resolves with the number of calls of subscribers until the flood has passed. */
  return (headers) =>
    new Promise((resolve) => {
      heard = 0
      tell = () => resolve(heard - 1)
      session.send({ Action: 'Flood', ...headers })
    })
}

export const flood = {
  title: '(a) flood, one subscriber that counts; (b) with 1,000 devices, 100 UserEvent names and event(Hangup)',
  readers: [OURS, HOUSE, bytes, A, C, ...PEERS],
  unit: 'CPU µs a frame',
  rounds: 9,
  measure: async ({ client, name }) => {
    const passes = PASSES[name] ?? 1
    const run = flooding(await client.open())
    await run({ Passes: String(passes) })
    const spent = cpu()
    const began = performance.now()
    const heard = await run({ Passes: String(passes) })
    const used = spent()
    const frames = passes * EVENTS
    return {
      value: used / frames,
      'frames/s': Math.round(frames / ((performance.now() - began) / 1000)),
      'heard %': (100 * heard) / frames,
      'max RSS MB': process.resourceUsage().maxRSS / 1024,
    }
  },
  verdicts: ({ ratio, fastest, results }) => {
    const [peer] = fastest(PEERS)
    return [
      below(`(a) CPU a frame against the fastest peer, ${peer}`, ratio(OURS, peer), 1 / 6, 1 / 8),
      belowOnce('(a) CPU a frame against floor A, median or lower end of nine rounds', ratio(OURS, A), 1.35, 1.1),
      below(`(b) CPU a frame against ${peer} doing only (a)`, ratio(HOUSE, peer), 1 / 4),
      below(
        '(a) events missed, %',
        results(OURS, (each) => 100 - each['heard %']),
        0,
      ),
      below(
        '(f) max RSS in the flood, MB',
        results(OURS, (each) => each['max RSS MB']),
        80,
      ),
    ]
  },
}
