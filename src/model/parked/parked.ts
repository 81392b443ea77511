/** The row of parked calls: from events of parking, and from one list. */
import type { Frame } from '../../protocol/frame.js'
import { copied } from '../copied.js'
import { ListedFold, type ListedReading, type Sight } from '../listed.js'
import type { Question, Row, Tools } from '../model.js'
import { parkedIn, type ParkedCall, parkeeIn, sameParked } from './parkedCall.js'

const PARKED_CALLS: Question = {
  name: 'parked',
  action: 'ParkedCalls',
  form: 'list',
  items: ['ParkedCall'],
  end: 'ParkedCallsComplete',
  weight: 1100,
}

type Live = ReadonlyMap<string, ParkedCall>

const ended = (key: string): Sight<ParkedCall> => ({ key, value: undefined })

/** ParkedCall, or a call that takes the place of another one. `isNew`: its times begin now. */
const parkedBy = (frame: Frame, at: number, before: ParkedCall | undefined): readonly Sight<ParkedCall>[] => {
  const key = parkeeIn(frame)
  return key === undefined ? [] : [{ key: copied(key), value: parkedIn(frame, at, before) }]
}

/** Another channel takes the place of a parked one. From the documentation: the headers of the new parkee, and the old one by its place. */
const swapped = (frame: Frame, at: number, live: Live): readonly Sight<ParkedCall>[] => {
  const [lot, space] = [frame.exact('Parkinglot'), frame.exact('ParkingSpace')]
  const former = [...live.values()].filter((call) => call.lot === lot && call.space === space)
  const [before] = former
  return [...former.map(({ uniqueid }) => ended(uniqueid)), ...parkedBy(frame, at, before)]
}

const READING: ListedReading<ParkedCall> = {
  event: (name, frame, at, live) => {
    // an item of a list that nobody reads any more
    if (frame.actionId !== undefined) return []
    if (name === 'ParkedCall') return parkedBy(frame, at, undefined)
    if (name === 'ParkedCallSwap') return swapped(frame, at, live)
    const key = parkeeIn(frame)
    return key === undefined ? [] : [ended(key)]
  },
  item: (frame, at, live) => parkedBy(frame, at, live.get(parkeeIn(frame) ?? '')),
  same: sameParked,
}

export class ParkedFold extends ListedFold<ParkedCall> {
  #calls: readonly ParkedCall[] | undefined

  constructor(tools: Tools) {
    super(tools, READING)
  }

  override changes(steps: readonly string[]): readonly string[] {
    if (steps.length > 0) this.#calls = undefined
    return steps
  }

  override unwatched(): void {
    this.#calls = undefined
  }

  /** All parked calls, the oldest first. The same list until something changes. */
  calls(): readonly ParkedCall[] {
    return (this.#calls ??= [...this.live.values()])
  }
}

export const PARKED = {
  name: 'parked',
  members: ['parked$'],
  events: ['ParkedCall', 'UnParkedCall', 'ParkedCallTimeOut', 'ParkedCallGiveUp', 'ParkedCallSwap'],
  questions: [PARKED_CALLS],
  beginsEmpty: true,
  fold: (tools: Tools) => new ParkedFold(tools),
} as const satisfies Row<ParkedFold>
