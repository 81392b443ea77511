/** The fold of channels at work in the engine, without streams: frames in, steps out. */
import * as O from 'fp-ts/lib/Option.js'
import type { Frame } from '../../src/index.js'
import { CHANNELS, type ChannelFold, type ChannelStep } from '../../src/model/channels.js'
import { Engine } from '../../src/model/engine.js'
import type { Fold, Knowledge, Row } from '../../src/model/model.js'
import { NO_PARENT } from '../../src/model/neighbours.js'
import { markOf } from '../../src/protocol/actionId.js'

type Spy = Fold<never, never, never, ChannelStep>

/** A derived row that only passes the steps of the channels on. */
const spyRow = (pass: (steps: readonly ChannelStep[]) => void): Row<Spy, ChannelFold> => {
  const note = (steps: readonly ChannelStep[]): readonly never[] => {
    pass(steps)
    return []
  }
  const none = (): readonly never[] => []
  return {
    name: 'spy',
    parent: CHANNELS,
    members: [],
    questions: [],
    beginsEmpty: true,
    fold: () => ({
      event: (_name, _frame, _at, steps) => note(steps),
      answer: (_answer, _at, steps) => note(steps),
      newLink: () => undefined,
      keys: none,
      changes: none,
      standing: none,
      steps: none,
      value: () => O.none,
      values: () => new Map<string, never>(),
      unwatched: () => undefined,
    }),
  }
}

/** `start`: the knowledge at first. `limit`: bytes that the channels may take. */
export const channelFold = (start: 'all' | 'nothing', full: () => void = () => undefined, limit = Infinity) => {
  let steps: readonly ChannelStep[] = []
  const engine = new Engine({
    startsEmpty: start === 'all',
    source: { acquire: () => () => undefined },
    asker: undefined,
    memory: limit,
    full,
  })
  const runner = engine.add(CHANNELS, NO_PARENT)
  const spy = engine.add(
    spyRow((passed) => {
      steps = passed
    }),
    runner,
  )
  spy.acquire()
  const stepsAfter = (read: () => void): readonly ChannelStep[] => {
    steps = []
    read()
    return steps
  }
  return {
    live: runner.fold().live,
    knowledge: (): Knowledge => runner.knowledge(),
    newLink: (): void => {
      engine.newLink()
    },
    event: (name: string, frame: Frame): readonly ChannelStep[] =>
      stepsAfter(() => {
        engine.event(engine.routeOf(name, true), name, frame)
      }),
    listResponse: (frame: Frame): void => {
      const mark = markOf(frame.actionId ?? '')
      if (mark?._tag === 'Snapshot') engine.response(mark, frame)
    },
    listEvent: (frame: Frame): readonly ChannelStep[] =>
      stepsAfter(() => {
        engine.item(frame.event ?? '', frame)
      }),
  }
}

export type TestFold = ReturnType<typeof channelFold>
