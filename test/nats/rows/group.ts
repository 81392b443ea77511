/** A group of three workers, of which one is killed again and again, and all are away for a while: every event is handled. */
import * as assert from 'uvu/assert'
import { timer } from 'rxjs'
import { first, type Lab, leads } from '../lab.js'
import { type Process, startProgram } from '../processes.js'
import type { Row } from './row.js'

const WORKERS = 3
const AT_ONCE = 4
const EACH = 100
const AWAY = 5000

class Group {
  readonly handled: number[] = []
  readonly #lab: Lab
  #running: Process[] = []

  constructor(lab: Lab) {
    this.#lab = lab
  }

  async start(count: number): Promise<void> {
    const fresh = Array.from({ length: count }, () => startProgram('workerProgram.ts', [this.#lab.servers.urls.join()]))
    for (const { line$ } of fresh)
      line$.subscribe((line) => {
        if (line.startsWith('handled ')) this.handled.push(Number(line.slice(8)))
      })
    this.#running.push(...fresh)
    await Promise.all(fresh.map(({ says }) => says('Ready')))
  }

  async kill(count: number): Promise<void> {
    await Promise.all(this.#running.splice(0, count).map((each) => each.kill()))
  }
}

export const group: Row = {
  name: 'a group of three handles every event while workers are killed',
  nodes: [1, 3],
  short: 200,
  full: 2000,
  run: async (lab, events) => {
    await leads(lab.gateway('berlin'), 30_000)
    const workers = new Group(lab)
    try {
      await workers.start(WORKERS)
      // the group takes the events from its first worker on
      await first(timer(2000))
      let killed = 0
      for (let number = 1; number <= events; number += 1) {
        lab.pbx('berlin').userEvent('Door', { Number: String(number) })
        await first(timer(5))
        if (number === events / 2) {
          await workers.kill(WORKERS)
          await first(timer(AWAY))
          await workers.start(WORKERS)
          killed += WORKERS
        } else if (number % EACH === 0) {
          await workers.kill(1)
          await workers.start(1)
          killed += 1
        }
      }
      await first(timer(0, 100), () => new Set(workers.handled).size === events, 60_000)
      const twice = workers.handled.length - events
      assert.ok(twice <= killed * AT_ONCE, `${twice} handled twice`)
      return `${events} events, ${killed} workers killed, all away for ${AWAY / 1000} s: all handled, ${twice} twice`
    } finally {
      await workers.kill(WORKERS + 1)
    }
  },
}
