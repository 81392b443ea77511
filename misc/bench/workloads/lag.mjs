// (g): a subscriber that is slow, in a flood of 10,000 frames a second; answers are timed beside it, and another subscriber counts.
import { LAGGING, OURS } from '../clients.mjs'
import { below, median } from '../report.mjs'

const FRAMES = 30_000
const RATE = 10_000

const timed = (session) =>
  new Promise((resolve) => {
    const began = performance.now()
    session.send({ Action: 'Ping', Echo: '' }, () => resolve(performance.now() - began))
  })

export const lag = {
  title:
    '(g) answers in a flood of 10,000 frames a second, without and with a subscriber that takes 5 ms for each event',
  readers: [OURS, LAGGING],
  unit: 'ms to an answer',
  measure: async ({ client, name }) => {
    const session = await client.open()
    let [heard, lagged, over] = [0, 0, false]
    session.listen((event) => {
      heard += 1
      if (event === 'BenchEnd') over = true
    })
    if (name === LAGGING) {
      session.asterisk.logic(session.asterisk.event$, async () => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        lagged += 1
      })
    }
    for (let index = 0; index < 500; index += 1) await timed(session)
    session.send({ Action: 'Flood', Frames: String(FRAMES), Rate: String(RATE) })
    const times = []
    while (!over) {
      times.push(await timed(session))
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    return { value: median(times), answers: times.length, events: heard - 1, 'taken by the slow one': lagged }
  },
  verdicts: ({ ratio, results }) => [
    below('(g) answers beside a lagging subscriber against answers without one', ratio(LAGGING, OURS), 1.2),
    below(
      '(g) events that the others lost',
      results(LAGGING, (each) => each.events).map(
        (events, index) => results(OURS, (each) => each.events)[index] - events,
      ),
      0,
    ),
  ],
}
