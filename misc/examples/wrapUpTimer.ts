/** Counts the seconds that an agent has left after a call. Needs read class `agent`. */
import { asyncScheduler, map, of, type Subscription, switchMap, takeWhile, timer } from 'rxjs'
import { type Asterisk, wrappingUp } from '../../src/index.js' // in your program: 'rx-asterisk'
import { asProgram } from './environment.js'

/**
 * Asterisk tells neither the `wrapuptime` of a queue nor its end, so `milliseconds` is your copy of that setting. Shows the seconds that are
 * left, each second, and 0 at the end or when the next call comes.
 */
export const wrapUpTimer = (
  asterisk: Asterisk,
  queue: string,
  agent: string,
  milliseconds: number,
  show: (left: number) => void,
): Subscription => {
  const left$ = asterisk.queue(queue).pipe(
    wrappingUp(milliseconds),
    map((members) => members.find(({ member }) => member.name === agent)?.until),
    switchMap((until) => (until === undefined ? of(0) : countdown(until))),
  )
  return asterisk.logic(left$, show)
}

const countdown = (until: number) =>
  timer(0, 1000).pipe(
    map(() => Math.ceil((until - asyncScheduler.now()) / 1000)),
    takeWhile((left) => left > 0),
  )

asProgram(import.meta.filename, (asterisk) =>
  wrapUpTimer(asterisk, 'support', 'Anna', 30_000, (left) => {
    console.log(left === 0 ? 'ready' : `${left} s`)
  }),
)
