/** An event whose handler always fails is given up after five tries; the others are on time. */
import * as assert from 'uvu/assert'
import { timer } from 'rxjs'
import type { Failure } from '../../../src/index.js'
import { first, leads } from '../lab.js'
import { longest, type Row } from './row.js'

export const poison: Row = {
  name: 'a poison event',
  nodes: [1, 3],
  short: 40,
  full: 400,
  run: async (lab, events) => {
    await leads(lab.gateway('berlin'), 30_000)
    const all = lab.fleet()
    const failures: Failure[] = []
    all.fault$.subscribe((failure) => failures.push(failure))
    const sentAt = new Map<number, number>()
    const late: number[] = []
    let tries = 0
    all.shared('doors').userEvent('Door', (event) => {
      const number = Number(event.frame.get('Number'))
      if (number === 2) {
        tries += 1
        throw new Error('poison')
      }
      late.push(performance.now() - (sentAt.get(number) ?? 0))
    })
    await first(timer(2000))
    for (let number = 1; number <= events; number += 1) {
      sentAt.set(number, performance.now())
      lab.pbx('berlin').userEvent('Door', { Number: String(number) })
      await first(timer(25))
    }
    await first(timer(0, 50), () => failures.some(({ _tag }) => _tag === 'GaveUp'), 60_000)
    await first(timer(0, 50), () => late.length === events - 1)
    assert.is(tries, 5)
    assert.ok(Math.max(...late) <= 1000, longest(late))
    return `given up after ${tries} tries; ${late.length} others handled ${longest(late)} after they were sent`
  },
}
