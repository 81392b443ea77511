/** Gateways that die, sleep and wake, on a real NATS server, with simulated Asterisks. */
import { firstValueFrom, map, toArray, takeUntil, timer, Subject } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { idFrom, type Entry } from '../../src/nats/log.js'
import { gatewayProcess, type Process } from './processes.js'
import { entriesOf, first, leads, type Lab, withLab } from './lab.js'

/** Starts a gateway process, and waits until it leads. */
const leading = async (lab: Lab, server: string): Promise<Process> => {
  const started = await gatewayProcess(lab, server)
  await started.says('Leading')
  return started
}

/** No entry of an older epoch after a newer one. */
const assertEpochs = (entries: readonly Entry[]): void => {
  const epochs = entries.map(({ id }) => idFrom(id)?.epoch ?? -1)
  assert.equal(
    epochs,
    [...epochs].sort((a, b) => a - b),
  )
}

const test = suite('failover')

for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
  test(
    `a leader that gets ${signal} in a storm is followed within 2.2 s, and each UserEvent comes once and in order`,
    withLab(async (lab) => {
      const { child, kill } = await leading(lab, 'berlin')
      const standby = lab.gateway('berlin', { lease: 800 })
      await first(standby.status$, ({ _tag }) => _tag === 'Ready')
      const all = lab.fleet()
      const berlin = all.asterisk('berlin')
      await first(berlin.ready$)
      const end = new Subject<void>()
      const seen = firstValueFrom(
        berlin.userEvent('Storm').pipe(
          map((event) => Number(event.frame.get('Number'))),
          takeUntil(end),
          toArray(),
        ),
      )
      let sent = 0
      const storm = timer(0, 5).subscribe(() => {
        sent += 1
        lab.pbx('berlin').userEvent('Storm', { Number: String(sent) })
      })
      await first(timer(700))
      const killedAt = performance.now()
      child.kill(signal)
      await leads(standby)
      const took = performance.now() - killedAt
      console.log(`${signal}: another gateway led after ${Math.round(took)} ms (lease 800 ms)`)
      assert.ok(took < 2200)
      await first(timer(700))
      if (signal === 'SIGSTOP') child.kill('SIGCONT')
      await first(timer(700))
      storm.unsubscribe()
      await first(timer(1000))
      end.next()
      assert.equal(
        await seen,
        Array.from({ length: sent }, (_, index) => index + 1),
      )
      const entries = await entriesOf(all.bus, 'berlin')
      assertEpochs(entries)
      assert.equal(entries.filter(({ subject }) => subject.endsWith('own.gap')).length, 0)
      await kill()
    }),
  )
}

test(
  'a gateway that closes is followed at once',
  withLab(async (lab) => {
    const leader = lab.gateway('berlin')
    await leads(leader)
    const next = lab.gateway('berlin')
    await first(next.status$, ({ _tag }) => _tag === 'Ready')
    await first(timer(300))
    const began = performance.now()
    void leader.close()
    await leads(next)
    const took = performance.now() - began
    console.log(`resignation: another gateway led after ${Math.round(took)} ms (lease 600 ms)`)
    assert.ok(took < 500)
  }),
)

test(
  'a cold standby tells the gap, and devices are right again',
  withLab(async (lab) => {
    const first_ = lab.gateway('berlin')
    await leads(first_)
    const berlin = lab.fleet().asterisk('berlin')
    const call = lab.pbx('berlin').dial('PJSIP/200', '2222')
    await first(berlin.device('2222'), (busy) => busy)
    const keeping = berlin.device('2222').subscribe()
    await first_.close()
    await first(berlin.status$, ({ _tag }) => _tag === 'Waiting')
    call.hangup()
    const gap = first(berlin.status$, (status) => status._tag === 'Ready' && status.gap._tag === 'Some')
    await leads(lab.gateway('berlin'))
    await gap
    await first(berlin.device('2222'), (busy) => !busy)
    keeping.unsubscribe()
  }),
)

for (const nodes of [1, 3] as const) {
  test(
    `a log of ${nodes} keeps all frames in order while its server is killed`,
    withLab(async (lab) => {
      const gate = lab.gateway('berlin', { lease: 1500 })
      await leads(gate)
      const all = lab.fleet()
      let sent = 0
      const storm = timer(0, 2).subscribe(() => {
        sent += 1
        lab.pbx('berlin').userEvent('Storm', { Number: String(sent) })
      })
      await first(timer(500))
      for (const node of lab.servers.nodes.slice(0, 2)) {
        await node.kill()
        await first(timer(500))
        await node.start()
        await first(timer(500))
      }
      storm.unsubscribe()
      // idle for longer than the dedupe window, and killed again: the epoch is anchored anew
      await first(timer(3000))
      for (const node of lab.servers.nodes.slice(0, 1)) {
        await node.kill()
        await node.start()
      }
      lab.pbx('berlin').userEvent('Storm', { Number: String((sent += 1)) })
      await leads(gate, 30_000)
      await first(timer(0, 100), () => gate.metrics().waiting === 0, 30_000)
      const entries = await entriesOf(all.bus, 'berlin')
      const numbers = entries.flatMap(({ text }) => /Number: (\d+)/.exec(text)?.[1] ?? []).map(Number)
      assert.equal(
        numbers,
        Array.from({ length: sent }, (_, index) => index + 1),
      )
      assertEpochs(entries)
      console.log(`${nodes} servers: ${sent} frames, each once and in order; ${entries.length} entries`)
    }, nodes),
  )
}

test.run()
