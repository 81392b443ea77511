// (e): from nothing to a link that is logged in, again and again.
import { MD5, OURS, PEERS } from '../clients.mjs'
import { median, below } from '../report.mjs'

/** V8 compiles the code of a client after two or three thousand links. As in other workloads, only later links count. */
const COMPILED = 3000
const TIMES = 500
/** The range of the early links, by number: V8 has not compiled the code yet. */
const EARLY = [30, 230]

export const connecting = {
  title: '(e) connect to ready, code compiled; early: the 31st to the 230th link',
  readers: [OURS, MD5, ...PEERS],
  unit: 'ms',
  measure: async ({ client }) => {
    const times = []
    for (let index = 0; index < COMPILED + TIMES; index += 1) {
      const began = performance.now()
      const session = await client.open()
      times.push(performance.now() - began)
      session.close()
      // the cost of closing must not disturb the next link
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    return { value: median(times.slice(COMPILED)), 'early ms': median(times.slice(...EARLY)), 'first ms': times[0] }
  },
  verdicts: ({ ratio }) => [
    below('(e) connect to ready against yana, which checks the banner, plain login on both', ratio(OURS, 'yana'), 1.2),
    below('(e) the same with MD5', ratio(MD5, 'yana')),
    below(
      '(e) the same early, plain',
      ratio(OURS, 'yana', (each) => each['early ms']),
    ),
  ],
}
