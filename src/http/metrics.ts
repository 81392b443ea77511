/** The metrics: of the link, of this server, and of the phones. A scrape sends no action. */
import * as O from 'fp-ts/lib/Option.js'
import type { Asterisk } from '../index.js'
import type { LiveBoard } from './board.js'
import type { Feed } from './feed.js'
import { Counts, Durations, type Metric, type Sample } from './metricsText.js'
import { ACTIONS } from './options.js'
import { phoneMetrics } from './phoneMetrics.js'
import type { Tally } from './tally.js'

/** Seconds of an action. */
const ACTION_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** The counts of this server since its start. */
export class Served {
  readonly requests = new Counts()
  readonly actions = new Counts(ACTIONS.map((action) => ({ action, outcome: 'ok' })))
  readonly durations = new Durations(
    ACTION_BOUNDS,
    ACTIONS.map((action) => ({ action })),
  )
  streams = 0
}

/** All that the metrics are made from. */
interface Measured {
  readonly asterisk: Asterisk
  readonly board: LiveBoard
  readonly feed: Feed
  readonly served: Served
  readonly tally: Tally
}

const counter = (name: string, help: string, value: number | readonly Sample[]): Metric => ({
  name,
  type: 'counter',
  help,
  samples: typeof value === 'number' ? [{ value }] : value,
})

const gauge = (name: string, help: string, value: number): Metric => ({
  name,
  type: 'gauge',
  help,
  samples: [{ value }],
})

const histogram = (name: string, help: string, durations: Durations): Metric => ({
  name,
  type: 'histogram',
  help,
  samples: durations.samples(),
})

const linkMetrics = ({ asterisk, tally }: Measured, isUp: boolean): readonly Metric[] => {
  const { frames, bytes, pending, readySince } = asterisk.metrics()
  return [
    gauge('rx_asterisk_link_up', '1 while the link to Asterisk is ready.', isUp ? 1 : 0),
    ...(O.isSome(readySince)
      ? [gauge('rx_asterisk_link_ready_timestamp_seconds', 'The time of the login.', readySince.value / 1000)]
      : []),
    counter('rx_asterisk_links_total', 'Links: ready, or the failure of a try or of a link.', tally.links.samples()),
    counter('rx_asterisk_away_seconds_total', 'Seconds without a link, between two links.', tally.away),
    counter('rx_asterisk_faults_total', 'Failures that ended nothing.', tally.faults.samples()),
    counter('rx_asterisk_frames_total', 'Frames from Asterisk.', frames),
    ...(bytes === undefined
      ? []
      : [
          counter('rx_asterisk_received_bytes_total', 'Bytes from Asterisk.', bytes.received),
          counter('rx_asterisk_sent_bytes_total', 'Bytes to Asterisk.', bytes.sent),
        ]),
    gauge('rx_asterisk_actions_pending', 'Actions without an answer.', pending),
  ]
}

const serverMetrics = ({ served, feed }: Measured): readonly Metric[] => [
  counter('rx_asterisk_actions_total', 'Actions of users.', served.actions.samples()),
  histogram('rx_asterisk_action_duration_seconds', 'The time of actions.', served.durations),
  counter('rx_asterisk_http_requests_total', 'Requests.', served.requests.samples()),
  gauge('rx_asterisk_http_streams', 'Event streams that are open.', served.streams),
  counter('rx_asterisk_http_conflated_total', 'Events that waited for a slow reader.', feed.counts.conflated),
  counter('rx_asterisk_http_dropped_total', 'Readers that were ended, as they did not read.', feed.counts.dropped),
]

const endedMetrics = ({ tally }: Measured): readonly Metric[] => [
  counter('asterisk_calls_ended_total', 'Calls that have ended while they were watched.', tally.callsEnded.samples()),
  histogram('asterisk_call_answer_seconds', 'The time until a call was answered.', tally.answers),
  counter('asterisk_queue_callers_total', 'Callers who have left a queue.', tally.queueCallers.samples()),
]

/** All metrics. Without a link nothing of the phones is told, as it may be wrong. */
export const metricsOf = (measured: Measured, version: string, now: number): readonly Metric[] => {
  const { asterisk, board } = measured
  const isUp = asterisk.status()._tag === 'Ready'
  return [
    {
      name: 'rx_asterisk_build_info',
      type: 'gauge',
      help: 'The version.',
      samples: [{ labels: { version }, value: 1 }],
    },
    ...linkMetrics(measured, isUp),
    ...serverMetrics(measured),
    ...(isUp ? [...endedMetrics(measured), ...phoneMetrics(board.now(), board.channels(), now)] : []),
  ]
}
