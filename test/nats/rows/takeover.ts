/** A leader is killed, paused, or told to end: the time until another one leads. */
import * as assert from 'uvu/assert'
import { timer } from 'rxjs'
import { entriesOf, first, type Lab } from '../lab.js'
import { gatewayProcess, type Process } from '../processes.js'
import { assertEpochs, longest, type Row } from './row.js'

const LEASE = 1500

/** One take-over; gives its time, and the gateway that leads now. */
const takeOver = async (lab: Lab, leader: Process, signal: NodeJS.Signals): Promise<readonly [number, Process]> => {
  const next = await gatewayProcess(lab, 'berlin', { lease: LEASE })
  await next.says('Ready')
  await first(timer(LEASE / 2))
  const began = performance.now()
  leader.child.kill(signal)
  await next.says('Leading')
  const took = performance.now() - began
  if (signal === 'SIGSTOP') leader.child.kill('SIGCONT')
  await first(timer(500))
  await leader.kill()
  return [took, next]
}

const row = (signal: NodeJS.Signals, most: number): Row => ({
  name: `a leader gets ${signal}`,
  nodes: [1, 3],
  short: 1,
  full: 20,
  run: async (lab, runs) => {
    const times: number[] = []
    let leader = await gatewayProcess(lab, 'berlin', { lease: LEASE })
    try {
      await leader.says('Leading')
      for (let turn = 0; turn < runs; turn += 1) {
        const [took, next] = await takeOver(lab, leader, signal)
        times.push(took)
        leader = next
      }
    } finally {
      await leader.kill()
    }
    const entries = await entriesOf(lab.fleet().bus, 'berlin')
    assertEpochs(entries)
    const leads = entries.filter(({ text }) => text.includes('"does":"lead"'))
    assert.is(leads.length, runs + 1, 'one leader in each epoch')
    assert.ok(Math.max(...times) <= most, `${longest(times)}, not ${most} ms`)
    return `${runs} runs, lease ${LEASE} ms: another one led after ${longest(times)}`
  },
})

export const takeovers: readonly Row[] = [row('SIGKILL', 2200), row('SIGSTOP', 2200), row('SIGTERM', 200)]
