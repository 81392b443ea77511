/** The server does not answer for a while, though its sockets stay open. */
import * as assert from 'uvu/assert'
import { timer } from 'rxjs'
import { first, leads } from '../lab.js'
import type { Row } from './row.js'

export const partition: Row = {
  name: 'a partition: the server is paused',
  nodes: [1],
  short: 4,
  full: 10,
  run: async (lab, seconds) => {
    const gate = lab.gateway('berlin')
    await leads(gate)
    const berlin = lab.fleet().asterisk('berlin')
    const seen: boolean[] = []
    berlin.device('2222').subscribe((busy) => seen.push(busy))
    await first(berlin.device('2222'), (busy) => !busy)
    await first(berlin.status$, ({ _tag }) => _tag === 'Ready')
    const [server] = lab.servers.nodes
    const began = performance.now()
    server?.pause()
    await first(berlin.status$, ({ _tag }) => _tag === 'Waiting')
    const waiting = performance.now() - began
    lab.pbx('berlin').dial('PJSIP/200', '2222')
    await first(timer(1000 * seconds - waiting))
    server?.resume()
    const resumed = performance.now()
    await first(berlin.status$, ({ _tag }) => _tag === 'Ready')
    const ready = performance.now()
    await first(berlin.device('2222'), (busy) => busy)
    const right = performance.now()
    assert.ok(waiting <= 2000, `Waiting after ${waiting} ms`)
    assert.ok(right - ready <= 1000, `right ${right - ready} ms after Ready`)
    assert.equal(seen, [false, true])
    const round = (from: number, to: number): string => `${Math.round(to - from)} ms`
    return `Waiting after ${round(0, waiting)}; ${seconds} s later Ready after ${round(resumed, ready)}, the device right ${round(ready, right)} later`
  },
}
