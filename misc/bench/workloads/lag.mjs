// (g): a slow subscriber in a flood of 10,000 frames a second. Answers are timed meanwhile, and another subscriber counts.
import { LAGGING, OURS } from '../clients.mjs'
import { below, median } from '../report.mjs'

const FRAMES = 30_000
const RATE = 10_000

const timed = (session) =>
  new Promise((resolve) => {
    const began = performance.now()
    session.send({ Action: 'Ping', Echo: '' }, () => resolve(performance.now() - began))
  })

/** Measures answers, one after the other, until a flood has passed. */
const answersIn = async (session, isOver) => {
  session.send({ Action: 'Flood', Frames: String(FRAMES), Rate: String(RATE) })
  const times = []
  while (!isOver()) {
    times.push(await timed(session))
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  return times
}

export const lag = {
  title:
    '(g) answers in a flood of 10,000 frames a second, without and with a subscriber that takes 5 ms for each event; early: in a first flood, as code is compiled',
  readers: [OURS, LAGGING],
  unit: 'ms to an answer',
  measure: async ({ client, name }) => {
    const session = await client.open()
    let [heard, lagged, floods] = [0, 0, 0]
    session.listen((event) => {
      heard += 1
      if (event === 'BenchEnd') floods += 1
    })
    if (name === LAGGING) {
      session.asterisk.logic(session.asterisk.event$, async () => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        lagged += 1
      })
    }
    const early = await answersIn(session, () => floods === 1)
    const times = await answersIn(session, () => floods === 2)
    return {
      value: median(times),
      'early ms': median(early),
      answers: times.length,
      events: heard - floods,
      'taken by the slow one': lagged,
    }
  },
  verdicts: ({ ratio, results }) => [
    below('(g) answers beside a lagging subscriber against answers without one', ratio(LAGGING, OURS), 1.2),
    below(
      '(g) the same in the first flood',
      ratio(LAGGING, OURS, (each) => each['early ms']),
    ),
    below(
      '(g) events that the others lost',
      results(LAGGING, (each) => each.events).map(
        (events, index) => results(OURS, (each) => each.events)[index] - events,
      ),
      0,
    ),
  ],
}
