/** The metrics: of the link, of this server, and of the phones. A scrape sends no action. */
import type { Asterisk } from '../index.js'
import type { Board, Entries } from './boardState.js'
import type { Json, JsonObject } from './json.js'
import { Counts, Durations, labelled, type Metric, type Sample } from './metricsText.js'

/** The counts of this server since its start. */
export class Served {
  readonly requests = new Counts()
  readonly actions = new Counts()
  readonly durations = new Durations('action')
  streams = 0
}

const metric = (name: string, type: Metric['type'], help: string, samples: readonly Sample[]): Metric => ({
  name,
  type,
  help,
  samples,
})

const one = (value: number): readonly Sample[] => [{ value }]

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : 'unknown')

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

const listOf = (value: Json | undefined): readonly Json[] => (isList(value) ? value : [])

const countBy = (values: readonly JsonObject[], key: string): readonly (readonly [string, number])[] => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(textOf(value[key]), (counts.get(textOf(value[key])) ?? 0) + 1)
  return [...counts]
}

/** Nothing where the collection is not known: unknown is absent. */
const known = (entries: Entries, samples: (values: readonly JsonObject[]) => readonly Sample[]): readonly Sample[] =>
  entries === undefined ? [] : samples([...entries.values()])

const objects = (value: Json | undefined): readonly JsonObject[] =>
  listOf(value).filter((each): each is JsonObject => typeof each === 'object' && each !== null && !Array.isArray(each))

const nameOf = (value: JsonObject): string => textOf(value['id'])

const waits =
  (now: number) =>
  (queue: JsonObject): readonly [string, number] => {
    const since = objects(queue['waiting']).map((caller) => Number(caller['since']))
    return [nameOf(queue), Math.max(0, ...since.map((each) => (now - each) / 1000))]
  }

const phones = ({ collections }: Board, now: number): readonly Metric[] => {
  const { devices, calls, queues, parked, rooms, registrations } = collections
  return [
    metric(
      'asterisk_devices',
      'gauge',
      'Devices by state.',
      known(devices, (all) => labelled('state', countBy(all, 'state'))),
    ),
    metric(
      'asterisk_calls',
      'gauge',
      'Living calls by state.',
      known(calls, (all) => labelled('state', countBy(all, 'state'))),
    ),
    metric(
      'asterisk_parked_calls',
      'gauge',
      'Parked calls.',
      known(parked, (all) => one(all.length)),
    ),
    metric(
      'asterisk_queue_waiting',
      'gauge',
      'Callers who wait.',
      known(queues, (all) =>
        labelled(
          'queue',
          all.map((queue) => [nameOf(queue), listOf(queue['waiting']).length]),
        ),
      ),
    ),
    metric(
      'asterisk_queue_longest_wait_seconds',
      'gauge',
      'The longest wait of a caller who waits.',
      known(queues, (all) => labelled('queue', all.map(waits(now)))),
    ),
    metric(
      'asterisk_queue_members',
      'gauge',
      'Members of queues that are not paused.',
      known(queues, (all) =>
        labelled(
          'queue',
          all.map((queue) => [
            nameOf(queue),
            objects(queue['members']).filter((each) => each['paused'] === null).length,
          ]),
        ),
      ),
    ),
    metric(
      'asterisk_conference_users',
      'gauge',
      'Users of conferences.',
      known(rooms, (all) =>
        labelled(
          'room',
          all.map((room) => [nameOf(room), listOf(room['users']).length]),
        ),
      ),
    ),
    metric(
      'asterisk_registration_up',
      'gauge',
      '1 for a registration that is registered.',
      known(registrations, (all) =>
        labelled(
          'registration',
          all.map((each) => [nameOf(each), each['state'] === 'registered' ? 1 : 0]),
        ),
      ),
    ),
  ]
}

/** All metrics. Without a link nothing of the phones is told, as it may be wrong. */
export const metricsOf = (
  asterisk: Asterisk,
  board: Board,
  served: Served,
  { version, conflated, now }: { readonly version: string; readonly conflated: number; readonly now: number },
): readonly Metric[] => {
  const isUp = asterisk.status()._tag === 'Ready'
  const { frames, faults, reconnects, pending } = asterisk.metrics()
  return [
    metric('rx_asterisk_build_info', 'gauge', 'The version.', [{ labels: { version }, value: 1 }]),
    metric('rx_asterisk_link_up', 'gauge', '1 while the link to Asterisk is ready.', one(isUp ? 1 : 0)),
    metric('rx_asterisk_frames_total', 'counter', 'Frames from Asterisk.', one(frames)),
    metric('rx_asterisk_faults_total', 'counter', 'Failures that ended nothing.', one(faults)),
    metric('rx_asterisk_reconnects_total', 'counter', 'Links after the first one.', one(reconnects)),
    metric('rx_asterisk_actions_pending', 'gauge', 'Actions without an answer.', one(pending)),
    metric('rx_asterisk_actions_total', 'counter', 'Actions of users.', served.actions.samples()),
    metric('rx_asterisk_action_duration_seconds', 'histogram', 'The time of actions.', served.durations.samples()),
    metric('rx_asterisk_http_requests_total', 'counter', 'Requests.', served.requests.samples()),
    metric('rx_asterisk_http_streams', 'gauge', 'Event streams that are open.', one(served.streams)),
    metric('rx_asterisk_http_conflated_total', 'counter', 'Events that waited for a slow reader.', one(conflated)),
    ...(isUp ? phones(board, now) : []),
  ]
}
