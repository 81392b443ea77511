// (e): from nothing to a link that is logged in, again and again.
import { MD5, OURS, PEERS } from '../clients.mjs'
import { median, below } from '../report.mjs'

/** An engine compiles a client's code after some two or three thousand links; as in other workloads, what is judged comes after that. */
const COMPILED = 3000
const TIMES = 500
/** What a program sees that has opened a link a few times. */
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
      // what closing costs is not to disturb the next
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
