/** Frames played to the streams, and the newest value of a stream at any moment. */
import { type Observable, Subject } from 'rxjs'
import { type Frame, frame, type StreamOptions, type Streams, streams } from '../../src/index.js'
import type { Asker, Query } from '../../src/model/model.js'
import { streamsIn } from '../../src/streams/streams.js'

export interface Replay {
  readonly streams: Streams
  readonly play: (...frames: readonly Frame[]) => void
}

export const replay = (start: StreamOptions['start'] = 'empty'): Replay => {
  const frame$ = new Subject<Frame>()
  const all = streams(frame$, { start })
  return {
    streams: all,
    play: (...frames) => {
      for (const each of frames) frame$.next(each)
    },
  }
}

/** A replay with an asker that notes all follow-up questions. */
export const askedReplay = (): Replay & { readonly asked: readonly string[] } => {
  const frame$ = new Subject<Frame>()
  const asked: string[] = []
  const noted = ({ question, key }: Query): string => (key === undefined ? question.name : `${question.name} ${key}`)
  const asker: Asker = {
    need: () => () => undefined,
    again: (_row, query) => {
      asked.push(noted(query))
    },
  }
  const { streams: all } = streamsIn({ asker }, frame$, { start: 'snapshot' })
  return {
    streams: all,
    asked,
    play: (...frames) => {
      for (const each of frames) frame$.next(each)
    },
  }
}

/** The newest value of a stream; undefined before the first. `count`: how many values came. */
export const newest = <A>(source$: Observable<A>) => {
  let value: A | undefined
  let count = 0
  source$.subscribe((next) => {
    value = next
    count += 1
  })
  return { value: (): A | undefined => value, count: (): number => count }
}

const idOf = (mark: string, prefix: string): string => `ActionID: ${prefix}-2-snapshot-${mark}`

/** A whole list as an answer to the question of that mark: `rooms`, `room-100`. Items without ActionID get it. */
export const listing = (
  mark: string,
  items: readonly Frame[],
  end: string,
  prefix = 'rx',
  ending = 'Complete',
): readonly Frame[] => [
  frame('Response: Success', idOf(mark, prefix), 'EventList: start', 'Message: a list will follow'),
  ...items.map(({ text }) =>
    frame(...text.split('\r\n').filter((line) => !line.startsWith('ActionID')), idOf(mark, prefix)),
  ),
  frame(`Event: ${end}`, idOf(mark, prefix), `EventList: ${ending}`, `ListItems: ${items.length}`),
]

/** A refusal of the question of that mark. */
export const refusedList = (mark: string, message: string, prefix = 'rx'): Frame =>
  frame('Response: Error', idOf(mark, prefix), `Message: ${message}`)
