/** Minutes of frames while gateways are killed: the memory of a worker does not grow. */
import * as assert from 'uvu/assert'
import { timer } from 'rxjs'
import { heap } from '../../support/memory.js'
import { first } from '../lab.js'
import { gatewayProcess } from '../processes.js'
import type { Row } from './row.js'

const PER_SECOND = 2000
/** The runtime makes much at the beginning. */
const WARM_UP = 20_000

export const soak: Row = {
  name: 'soak with kills',
  nodes: [1],
  short: 0,
  full: 600,
  run: async (lab, seconds) => {
    let leader = await gatewayProcess(lab, 'berlin')
    const berlin = lab.fleet().asterisk('berlin')
    await first(berlin.ready$)
    let sent = 0
    let seen = 0
    let disordered = 0
    berlin.userEvent('Storm').subscribe((event) => {
      const number = Number(event.frame.get('Number'))
      if (number !== seen + 1) disordered += 1
      seen = number
    })
    const storm = timer(0, 20).subscribe(() => {
      for (let n = 0; n < PER_SECOND / 50; n += 1)
        lab.pbx('berlin').userEvent('Storm', { Number: String((sent += 1)), Timestamp: String(sent) })
    })
    const heaps: number[] = []
    const until = performance.now() + WARM_UP + 1000 * seconds
    const warm = performance.now() + WARM_UP
    let kills = 0
    while (performance.now() < until) {
      const next = await gatewayProcess(lab, 'berlin')
      await next.says('Ready')
      await first(timer(4000))
      await leader.kill()
      await next.says('Leading')
      leader = next
      kills += 1
      if (performance.now() > warm) heaps.push(heap())
    }
    storm.unsubscribe()
    await first(timer(0, 50), () => seen === sent, 30_000)
    await leader.kill()
    const [begun = 0] = heaps
    const grown = (heaps.at(-1) ?? 0) - begun
    assert.is(disordered, 0)
    assert.ok(grown <= 2, `the heap grew by ${grown.toFixed(1)} MB: ${heaps.map((each) => each.toFixed(1)).join(' ')}`)
    return `${seconds} s, ${kills} leaders killed, ${sent} frames, each once and in order; heap ${begun.toFixed(1)} MB, ${grown.toFixed(1)} MB more at the end`
  },
}
