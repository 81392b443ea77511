// (e): from nothing to a link that is logged in, again and again.
import { MD5, OURS, PEERS } from '../clients.mjs'
import { median, below } from '../report.mjs'

const [WARM_UP, TIMES] = [30, 200]

export const connecting = {
  title: '(e) connect to ready',
  readers: [OURS, MD5, ...PEERS],
  unit: 'ms',
  measure: async ({ client }) => {
    const times = []
    for (let index = 0; index < WARM_UP + TIMES; index += 1) {
      const began = performance.now()
      const session = await client.open()
      times.push(performance.now() - began)
      session.close()
      // what closing costs is not to disturb the next
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    return { value: median(times.slice(WARM_UP)), 'first ms': times[0] }
  },
  verdicts: ({ ratio }) => [
    below('(e) connect to ready against yana, which checks the banner, plain login on both', ratio(OURS, 'yana'), 1.2),
    below('(e) the same with MD5', ratio(MD5, 'yana')),
  ],
}
