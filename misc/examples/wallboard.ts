/** A wallboard of one queue: who waits, the longest wait, what the members do. Needs read classes `agent` and `call`. */
import * as O from 'fp-ts/lib/Option.js'
import { asyncScheduler, combineLatest, type Subscription, timer } from 'rxjs'
import type { Asterisk, Queue } from '../../src/index.js' // in your program: 'rx-asterisk'
import { asProgram } from './environment.js'

const seconds = (milliseconds: number): number => Math.max(0, Math.floor(milliseconds / 1000))

/** The board at that moment, in epoch milliseconds. */
const board = (now: number, { callers, members, completed, abandoned }: Queue): readonly string[] => [
  `${callers.length} waiting, ${seconds(now - Math.min(now, ...callers.map(({ joined }) => joined)))} s the longest`,
  `${completed} answered, ${abandoned} lost`,
  ...members.map(({ name, talking, ringing, paused, state }) => {
    if (O.isSome(paused)) return `${name}: pause ${O.getOrElse(() => '')(paused.value.reason)}`.trimEnd()
    return `${name}: ${talking ? 'talks' : ringing ? 'rings' : state}`
  }),
]

/** Draws the board at each change and each second. An unknown queue is an empty board. */
export const wallboard = (asterisk: Asterisk, name: string, show: (lines: readonly string[]) => void): Subscription =>
  asterisk.logic(combineLatest([asterisk.queue(name), timer(0, 1000)]), ([queue]) => {
    show(O.isSome(queue) ? board(asyncScheduler.now(), queue.value) : [])
  })

asProgram(import.meta.filename, (asterisk) =>
  wallboard(asterisk, 'support', (lines) => {
    console.clear()
    console.log(lines.join('\n'))
  }),
)
