/** A toy model in one file and one row: lamps that a module outside Asterisk's tree lists and reports. */
import * as O from 'fp-ts/lib/Option.js'
import type { Frame } from '../../../src/index.js'
import type { Answer, Fold, Row } from '../../../src/model/model.js'
import { type Evident, Table } from '../../../src/model/table.js'

interface Lamp extends Evident {
  readonly isOn: boolean
}

/** The new state of a lamp; undefined: it is gone. */
type LampStep = readonly [name: string, isOn: boolean | undefined]

export class LampFold implements Fold<LampStep, boolean, LampStep> {
  readonly #table = new Table<Lamp>(1)

  event(_name: string, frame: Frame): readonly LampStep[] {
    return this.#see(frame, this.#table.link())
  }

  answer({ items, denied }: Answer): readonly LampStep[] {
    if (denied) return []
    const steps = items.flatMap((frame) => this.#see(frame, undefined))
    const ended = this.#table.missing((name) => steps.some(([listed]) => listed === name))
    for (const name of ended) this.#table.drop(name)
    return [...steps, ...ended.map((name) => [name, undefined] as const)]
  }

  newLink(): void {
    this.#table.newLink()
  }

  keys(steps: readonly LampStep[]): readonly string[] {
    return steps.map(([name]) => name)
  }

  changes(steps: readonly LampStep[]): readonly LampStep[] {
    return steps
  }

  standing(): readonly LampStep[] {
    return [...this.values()]
  }

  steps(): readonly LampStep[] {
    return this.standing()
  }

  value(name: string): O.Option<boolean> {
    return O.fromNullable(this.#table.live.get(name)?.isOn)
  }

  values(): ReadonlyMap<string, boolean> {
    return new Map([...this.#table.live].map(([name, { isOn }]) => [name, isOn]))
  }

  unwatched(): void {
    // values are made anew each time
  }

  #see(frame: Frame, link: number | undefined): readonly LampStep[] {
    const name = frame.exact('Lamp')
    if (name === undefined) return []
    const isOn = frame.exact('State') === 'on'
    if (link === undefined) this.#table.keep(name, { isOn, link: this.#table.live.get(name)?.link })
    else this.#table.see(name, { isOn, link })
    return [[name, isOn]]
  }
}

export const LAMPS = {
  name: 'lamps',
  members: ['lamp'],
  events: ['Alarm'],
  questions: [{ name: 'lamps', action: 'ShowLamps', form: 'list', end: 'LampsComplete', weight: 100 }],
  beginsEmpty: false,
  fold: () => new LampFold(),
} as const satisfies Row<LampFold>
