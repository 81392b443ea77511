/** Messages that ask for something: what each topic may cause, and the checks before anything is done. Pure. */
import * as E from 'fp-ts/lib/Either.js'
import { type Act, actOf } from './act.js'
import type { MqttHeard } from './broker.js'
import { commandAct, type CommandName, commandsIn } from './commands.js'
import { itemAct } from './items.js'
import { jsonIn } from './jsonText.js'
import type { Filled } from './settings.js'
import type { Topics } from './topics.js'

/** A topic that is heard. `read`: the act of a payload, or the reason why there is none. */
export interface Entrance {
  /** The name in the topic of results. */
  readonly name: string
  /** True for commands, which carry JSON with an id. */
  readonly isCommand: boolean
  readonly read: (given: unknown) => E.Either<string, Act>
}

const pressed =
  (act: Act | undefined) =>
  (payload: unknown): E.Either<string, Act> =>
    act === undefined || payload !== 'PRESS' ? E.left('a button takes PRESS') : E.right(act)

const switched =
  (key: string) =>
  (payload: unknown): E.Either<string, Act> =>
    payload === '1' || payload === '0'
      ? E.right({ _tag: 'DbWrite', key, value: payload })
      : E.left('a switch takes 1 or 0')

/** All topics that are heard for somebody else, with what they may cause. */
export const entrances = (settings: Filled, topics: Topics): ReadonlyMap<string, Entrance> =>
  new Map<string, Entrance>([
    ...Object.entries(settings.buttons).map(
      ([key, button]) =>
        [
          topics.press(key),
          { name: `button/${nameIn(topics.press(key), -2)}`, isCommand: false, read: pressed(actOf(button)) },
        ] as const,
    ),
    ...Object.entries(settings.devices).flatMap(([device, { hangup = false }]) =>
      hangup
        ? [
            [
              topics.hangup(device),
              {
                name: `hangup/${nameIn(topics.hangup(device), -2)}`,
                isCommand: false,
                read: pressed({ _tag: 'Hangup', device }),
              },
            ] as const,
          ]
        : [],
    ),
    ...Object.entries(settings.switches).map(
      ([key, { db }]) =>
        [
          topics.set(key),
          { name: `switch/${nameIn(topics.set(key), -2)}`, isCommand: false, read: switched(db) },
        ] as const,
    ),
    ...settings.items.flatMap((item) =>
      item.set === undefined
        ? []
        : [
            [
              topics.itemSet(item.path),
              {
                name: `item/${nameIn(topics.item(item.path), -1)}`,
                isCommand: false,
                read: (given: unknown) => itemAct(item, given),
              },
            ] as const,
          ],
    ),
    ...commandsIn(settings.commands).map(
      (name: CommandName) =>
        [
          topics.command(name),
          { name, isCommand: true, read: (given: unknown) => commandAct(settings.commands, name, given) },
        ] as const,
    ),
  ])

/** The level of a topic, counted from its end: it is escaped already. */
const nameIn = (topic: string, at: number): string => topic.split('/').at(at) ?? ''

/** The reason for a refusal, for programs. */
type RefusalReason = 'Retained' | 'TooLarge' | 'TooMany' | 'NotJson' | 'NoId' | 'Repeated' | 'NotAllowed'

/** The outcome of the checks. `id`: of the command; null where it has none. */
export type Verdict =
  | { readonly _tag: 'Do'; readonly id: string | null; readonly act: Act }
  | { readonly _tag: 'Refuse'; readonly id: string | null; readonly error: RefusalReason; readonly text: string }

const MOST_BYTES = 4096
const LONGEST_ID = 64
/** Commands in a second. */
const MOST = 10
const SECOND = 1000
/** Milliseconds in which an id counts once: programs repeat what was not acknowledged. */
const REMEMBERED = 60_000

/** The memory of the checks. Times are of a stop-watch. */
export interface Memory {
  readonly times: readonly number[]
  readonly ids: ReadonlyMap<string, number>
}

export const NO_MEMORY: Memory = { times: [], ids: new Map() }

const refuse = (id: string | null, error: RefusalReason, text: string): Verdict => ({ _tag: 'Refuse', id, error, text })

const idOf = (given: unknown): string | undefined =>
  typeof given === 'object' &&
  given !== null &&
  'id' in given &&
  typeof given.id === 'string' &&
  given.id !== '' &&
  given.id.length <= LONGEST_ID
    ? given.id
    : undefined

const allowed = (id: string | null, { read }: Entrance, given: unknown): Verdict => {
  const act = read(given)
  return E.isLeft(act) ? refuse(id, 'NotAllowed', act.left) : { _tag: 'Do', id, act: act.right }
}

const ofCommand = (entrance: Entrance, payload: string, now: number, ids: Memory['ids']): Verdict => {
  const json = jsonIn(payload)
  if (E.isLeft(json)) return refuse(null, 'NotJson', json.left)
  const id = idOf(json.right)
  if (id === undefined) return refuse(null, 'NoId', `the message needs an id, a text of 1 to ${LONGEST_ID} characters`)
  const before = ids.get(id)
  if (before !== undefined && now - before < REMEMBERED)
    return refuse(id, 'Repeated', 'a message with this id came within the last minute')
  return allowed(id, entrance, json.right)
}

/** The memory after a message that was looked at. */
const remembered = ({ times, ids }: Memory, now: number, id: string | null): Memory => ({
  times: [...times.filter((at) => now - at < SECOND), now],
  ids: new Map([...[...ids].filter(([, at]) => now - at < REMEMBERED), ...(id === null ? [] : [[id, now] as const])]),
})

/** Checks a message, and remembers it. A message that is refused for its form or its number costs no memory. */
export const judged = (
  memory: Memory,
  entrance: Entrance,
  { payload, bytes, retained }: MqttHeard,
  now: number,
): readonly [Memory, Verdict] => {
  if (retained) return [memory, refuse(null, 'Retained', 'the message is retained: it would be heard again and again')]
  if (bytes > MOST_BYTES) return [memory, refuse(null, 'TooLarge', `the message has more than ${MOST_BYTES} bytes`)]
  if (memory.times.filter((at) => now - at < SECOND).length >= MOST)
    return [memory, refuse(null, 'TooMany', `more than ${MOST} messages came within a second`)]
  const verdict = entrance.isCommand ? ofCommand(entrance, payload, now, memory.ids) : allowed(null, entrance, payload)
  const isNew = verdict._tag === 'Do' || verdict.error === 'NotAllowed'
  return [remembered(memory, now, isNew ? verdict.id : null), verdict]
}
