// (j): a real Asterisk with the highest load: calls that count in UserEvents. The results are the lost events, and the delay of the others.
import { prepareAsterisk } from '../../../scripts/asterisk.mjs'
import { startAsterisk } from '../asterisk.mjs'
import { clients, headerOf, OURS } from '../clients.mjs'
import { below } from '../report.mjs'

const [RUNS, COUNT] = [20, 2_000]
/** The silence after which Asterisk has hung up, or has no more events, in ms. */
const SILENCE = 5_000

const percentile = (values, part) => [...values].sort((a, b) => a - b)[Math.floor(values.length * part)] ?? NaN

/** Reads until every run has counted to its end, or no event has come for a long time. */
const counted = (session) =>
  new Promise((resolve) => {
    const next = new Map()
    const lags = []
    let [frames, heard, gaps, began] = [0, 0, 0, undefined]
    const end = () => {
      const seconds = (performance.now() - began) / 1000
      resolve({ frames, seconds, lost: RUNS * COUNT - heard, gaps, lags })
    }
    let patience = setTimeout(end, SILENCE)
    const storm = (event) => {
      const run = headerOf(event, 'Run')
      const count = Number(headerOf(event, 'N'))
      if (count !== (next.get(run) ?? 0)) gaps += 1
      next.set(run, count + 1)
      heard += 1
      lags.push(Date.now() - 1000 * Number(headerOf(event, 'Timestamp')))
      if (heard % 1000 === 0) {
        clearTimeout(patience)
        patience = setTimeout(end, SILENCE)
      }
      if (heard === RUNS * COUNT) end()
    }
    session.listen((name, event) => {
      began ??= performance.now()
      frames += 1
      if (name === 'UserEvent' && headerOf(event, 'UserEvent') === 'Storm') storm(event)
    })
    for (let run = 0; run < RUNS; run += 1) {
      session.send({
        Action: 'Originate',
        Channel: 'Local/run@storm',
        Application: 'Wait',
        Data: '60',
        Async: 'true',
        Variable: `__RUN=${run},__COUNT=${COUNT}`,
      })
    }
  })

export const storm = {
  title: `(j) a real Asterisk's storm: ${RUNS} calls that count to ${COUNT} in UserEvents`,
  readers: [OURS, 'asterisk.io', 'yana'],
  rounds: 1,
  /** The reason for a missing Asterisk. */
  prepare: () => prepareAsterisk('22'),
  unit: 'ms late (median)',
  measure: async ({ name }) => {
    const asterisk = await startAsterisk()
    try {
      const session = await (await clients[name](asterisk.port)).open()
      const { frames, seconds, lost, gaps, lags } = await counted(session)
      return {
        value: percentile(lags, 0.5),
        'p99 ms': percentile(lags, 0.99),
        'latest ms': percentile(lags, 1 - Number.EPSILON),
        'frames/s': Math.round(frames / seconds),
        lost,
        gaps,
      }
    } finally {
      asterisk.stop()
    }
  },
  verdicts: ({ results }) => [
    below(
      '(j) events lost in a storm',
      results(OURS, (each) => each.lost),
      0,
    ),
    below(
      '(j) events out of order in a storm',
      results(OURS, (each) => each.gaps),
      0,
    ),
    below(
      '(j) lag in a storm, p99, ms',
      results(OURS, (each) => each['p99 ms']),
    ),
  ],
}
