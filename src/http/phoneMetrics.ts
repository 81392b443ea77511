/** The metrics of the phones, from the board: what is not known is absent. */
import type { Channel } from '../index.js'
import type { Board, Entries } from './boardState.js'
import type { Json, JsonObject } from './json.js'
import { labelled, type Metric, type Named, type Sample } from './metricsText.js'

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

const listOf = (value: Json | undefined): readonly Json[] => (isList(value) ? value : [])

const objects = (value: Json | undefined): readonly JsonObject[] =>
  listOf(value).filter((each): each is JsonObject => typeof each === 'object' && each !== null && !Array.isArray(each))

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : 'unknown')

const nameOf = ({ id }: JsonObject): string => textOf(id)

const stateOf = ({ state }: JsonObject): string => textOf(state)

/** A gauge with a sample for each entry; nothing where the collection is not known. */
const gauge = (
  name: string,
  help: string,
  entries: Entries,
  samples: (values: readonly JsonObject[]) => readonly Sample[],
): Metric => ({ name, type: 'gauge', help, samples: entries === undefined ? [] : samples([...entries.values()]) })

/** A known state that nothing has is 0. */
const byState = (states: readonly string[], present: readonly string[]): readonly Sample[] =>
  labelled('state', [...states.map((name) => ({ name, value: 0 })), ...present.map((name) => ({ name, value: 1 }))])

const DEVICE_STATES = ['free', 'ringing', 'dialing', 'talking', 'held', 'unreachable', 'unknown']
const CALL_STATES = ['dialing', 'ringing', 'talking', 'held', 'parked']
const CHANNEL_STATES: readonly Channel['state'][] = ['down', 'ring', 'ringing', 'up']

const byName =
  (label: string, value: (entry: JsonObject) => number) =>
  (all: readonly JsonObject[]): readonly Sample[] =>
    labelled(
      label,
      all.map((entry) => ({ name: nameOf(entry), value: value(entry) })),
    )

const longestWaits =
  (now: number) =>
  (queues: readonly JsonObject[]): readonly Sample[] => {
    const wait = (queue: JsonObject): number =>
      Math.max(0, ...objects(queue['waiting']).map(({ since }) => (now - Number(since)) / 1000))
    return labelled(
      'queue',
      queues.map((queue) => ({ name: nameOf(queue), value: wait(queue) })),
      Math.max,
    )
  }

/** The state of a member; a pause counts more than what the phone does. */
const members = (queues: readonly JsonObject[]): readonly Sample[] =>
  labelled(
    'queue',
    queues.flatMap((queue) =>
      objects(queue['members']).map((member): Named => {
        const state = member['paused'] === null ? stateOf(member) : 'paused'
        return { name: nameOf(queue), more: { state }, value: 1 }
      }),
    ),
  )

const channelsByState = (channels: ReadonlyMap<string, Channel> | undefined): Metric => ({
  name: 'asterisk_channels',
  type: 'gauge',
  help: 'Living channels by state.',
  samples:
    channels === undefined
      ? []
      : byState(
          CHANNEL_STATES,
          [...channels.values()].map(({ state }) => state),
        ),
})

export const phoneMetrics = (
  { collections: { devices, calls, queues, parked, rooms, registrations } }: Board,
  channels: ReadonlyMap<string, Channel> | undefined,
  now: number,
): readonly Metric[] => [
  gauge('asterisk_devices', 'Devices by state.', devices, (all) => byState(DEVICE_STATES, all.map(stateOf))),
  gauge('asterisk_calls', 'Living calls by state.', calls, (all) => byState(CALL_STATES, all.map(stateOf))),
  channelsByState(channels),
  gauge('asterisk_parked_calls', 'Parked calls.', parked, (all) => [{ value: all.length }]),
  gauge(
    'asterisk_queue_waiting',
    'Callers who wait.',
    queues,
    byName('queue', (queue) => listOf(queue['waiting']).length),
  ),
  gauge('asterisk_queue_longest_wait_seconds', 'The longest wait of a caller who waits.', queues, longestWaits(now)),
  gauge('asterisk_queue_members', 'Members of queues by state; a paused one is paused.', queues, members),
  gauge(
    'asterisk_conference_users',
    'Users of conferences.',
    rooms,
    byName('room', (room) => listOf(room['users']).length),
  ),
  gauge(
    'asterisk_registration_up',
    '1 for a registration that is registered.',
    registrations,
    byName('registration', ({ state }) => (state === 'registered' ? 1 : 0)),
  ),
]
