/** Servers are killed in a storm, and after a pause: every frame stands in the log once, and in order. */
import * as assert from 'uvu/assert'
import { timer } from 'rxjs'
import type { Gateway } from '../../../src/nats/index.js'
import { entriesOf, first, leads, type Lab } from '../lab.js'
import { assertEpochs, type Row, upTo } from './row.js'

const KILLS = 5
const SECONDS = 5
/** Longer than the dedupe window: the server has forgotten the last id. */
const PAUSE = 3000

const quiet = async (gate: Gateway): Promise<number> => {
  const began = performance.now()
  await first(timer(0, 20), () => gate.metrics().waiting === 0, 60_000)
  return performance.now() - began
}

const kill = async (lab: Lab, turn: number): Promise<void> => {
  const node = lab.servers.nodes[turn % lab.servers.nodes.length]
  await node?.kill()
  await first(timer(300))
  await node?.start()
}

export const servers: Row = {
  name: 'frames while servers are killed',
  nodes: [1, 3],
  short: 2000,
  full: 100_000,
  run: async (lab, frames) => {
    const gate = lab.gateway('berlin', { lease: 1500 })
    await leads(gate, 30_000)
    let sent = 0
    const send = (): void => {
      sent += 1
      lab.pbx('berlin').userEvent('Storm', { Number: String(sent) })
    }
    const each = Math.max(1, Math.round(frames / (KILLS * SECONDS * 100)))
    const storm = timer(0, 10).subscribe(() => {
      for (let n = 0; n < each && sent < frames; n += 1) send()
    })
    for (let turn = 0; turn < KILLS; turn += 1) {
      await first(timer(500))
      await kill(lab, turn)
    }
    await first(timer(0, 100), () => sent === frames, 600_000)
    storm.unsubscribe()
    await quiet(gate)
    await first(timer(PAUSE))
    await kill(lab, 0)
    send()
    await leads(gate, 60_000)
    await quiet(gate)
    const entries = await entriesOf(lab.fleet().bus, 'berlin')
    assertEpochs(entries)
    const numbers = entries.flatMap(({ text }) => /Number: (\d+)/.exec(text)?.[1] ?? []).map(Number)
    assert.is(numbers.length, sent)
    assert.equal(numbers, upTo(sent))
    return `${sent} frames, servers killed ${KILLS + 1} times: each once and in order`
  },
}
