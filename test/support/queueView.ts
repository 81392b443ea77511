/** The queues of a stream of frames, for tests: the newest values, and everything that was said of callers. */
import * as O from 'fp-ts/lib/Option.js'
import { Subject } from 'rxjs'
import { type Frame, type Queue, type QueueCallChange, streams } from '../../src/index.js'
import type { Query } from '../../src/model/model.js'
import { streamsIn } from '../../src/streams/streams.js'

/** A queue as short text, without times and averages. */
const shortly = ({ name, callers, members, completed, abandoned }: Queue): readonly unknown[] => [
  name,
  callers.map(({ uniqueid, position }) => `${position} ${uniqueid}`),
  members.map(
    ({ interface: key, name: called, state, paused, penalty, inCall, talking, ringing, callsTaken }) =>
      `${called} ${key} ${state} ${O.isSome(paused) ? 'paused' : ''} ${penalty} ${String(inCall)} ${String(talking)} ${String(ringing)} ${callsTaken}`,
  ),
  completed,
  abandoned,
]

export const said = (change: QueueCallChange): string => {
  const { _tag, caller } = change
  switch (_tag) {
    case 'Joined':
      return `${caller.uniqueid} Joined`
    case 'Ringing':
    case 'Connected':
      return `${caller.uniqueid} ${_tag} ${change.member}`
    case 'Left':
      return `${caller.uniqueid} Left ${change.outcome}${change.certain ? '' : '?'}`
  }
}

/** Plays frames; `asked`: what the models would ask a link. */
export const playing = () => {
  const frame$ = new Subject<Frame>()
  const asked: string[] = []
  const again = (row: string, { question, key }: Query): void => void asked.push(`${row} ${question.name} ${key ?? ''}`)
  const played = streamsIn({ asker: { need: () => () => undefined, again } }, frame$, { start: 'snapshot' }).streams
  return {
    ...played,
    asked,
    play: (frames: readonly Frame[]): void => {
      for (const each of frames) frame$.next(each)
    },
  }
}

/** One queue, watched from the beginning. */
export const watching = (name: string) => {
  const { queue, queueCall, play, asked } = playing()
  const values: O.Option<Queue>[] = []
  const changes: QueueCallChange[] = []
  queue(name).subscribe((value) => values.push(value))
  queueCall(name).subscribe((change) => changes.push(change))
  const now = (): Queue => {
    const newest = values.at(-1)
    if (newest === undefined || O.isNone(newest)) throw new Error(`the queue ${name} is not known`)
    return newest.value
  }
  return {
    play,
    asked,
    values,
    changes,
    now,
    said: (): readonly string[] => changes.map(said),
    callers: (): readonly string[] => now().callers.map(({ uniqueid }) => uniqueid),
    member: (key: string) => {
      const found = now().members.find((member) => member.interface === key)
      if (found === undefined) throw new Error(`${name} has no member ${key}`)
      return found
    },
  }
}

/** All queues of a recording. */
export const watchingAll = () => {
  const frame$ = new Subject<Frame>()
  const { queue$, queue, queueCall } = streams(frame$)
  let all: ReadonlyMap<string, Queue> = new Map()
  queue$.subscribe((queues) => (all = queues))
  const changes = new Map<string, string[]>()
  return {
    queue,
    play: (frames: readonly Frame[]): void => {
      for (const each of frames) frame$.next(each)
    },
    follow: (names: readonly string[]): void => {
      for (const name of names) {
        const told: string[] = []
        changes.set(name, told)
        queueCall(name).subscribe((change) => told.push(said(change)))
      }
    },
    state: (): readonly unknown[] => [...all.values()].sort((a, b) => a.name.localeCompare(b.name)).map(shortly),
    names: (): readonly string[] => [...all.keys()],
    callers: (): readonly string[] =>
      [...all.values()].flatMap(({ callers }) => callers.map(({ uniqueid }) => uniqueid)),
    told: (): readonly string[] => [...changes.values()].flat(),
  }
}
