/** A paused leader wakes with 1,000 frames to write, while the next leader writes as many. */
import * as assert from 'uvu/assert'
import { firstValueFrom, take, toArray } from 'rxjs'
import { Chain } from '../../../src/nats/chain.js'
import type { Appended, Log } from '../../../src/nats/index.js'
import { textOfId } from '../../../src/nats/log.js'
import { subjectsOf } from '../../../src/nats/subject.js'
import { first } from '../lab.js'
import { timer } from 'rxjs'
import { assertEpochs, logOver, type Row } from './row.js'

const FRAMES = 1000
const subjects = subjectsOf('berlin')

/** Takes over, and gives the chain of the new epoch. */
const lead = async (log: Log, gateway: string): Promise<Chain> => {
  const { last } = await firstValueFrom(log.tail())
  const id = textOfId({ gateway, epoch: last + 1, n: 0, anchor: 0 })
  const appended = await new Promise<Appended>((resolve) => {
    log.append({ id, subject: subjects.lead, text: '' }, { _tag: 'Sequence', last }, resolve)
  })
  assert.is(appended._tag, 'Stored')
  return new Chain({
    log,
    gateway,
    epoch: last + 1,
    now: () => performance.now(),
    soon: queueMicrotask,
    stored: () => undefined,
    confirmed: () => undefined,
    broken: () => undefined,
  })
}

/** Frames, and a beat, which asks for all of them. */
const write = (chain: Chain): void => {
  for (let n = 0; n < FRAMES; n += 1) chain.append({ subject: subjects.state('Hangup'), text: 'Event: Hangup' })
  chain.append({ subject: subjects.lead, text: '' })
}

export const wakes: Row = {
  name: 'a paused leader wakes with 1,000 frames to write',
  nodes: [1, 3],
  short: 2,
  full: 20,
  run: async (lab, runs) => {
    const [mine, others] = [await logOver(lab, 'berlin'), await logOver(lab, 'berlin')]
    for (let turn = 0; turn < runs; turn += 1) {
      const old = await lead(mine, `old${turn}`)
      old.append({ subject: subjects.state('Hangup'), text: 'Event: Hangup' })
      await first(timer(0, 5), () => old.size === 0)
      const next = await lead(others, `next${turn}`)
      // both at once, on links of their own
      write(next)
      write(old)
      await first(timer(0, 20), () => next.size === 0, 60_000)
      old.stop()
    }
    const { last } = await firstValueFrom(mine.tail())
    const entries = await firstValueFrom(mine.read(1).pipe(take(last), toArray()))
    assertEpochs(entries)
    assert.is(entries.length, runs * (FRAMES + 4))
    return `${runs} runs: ${runs * FRAMES} frames of the old leaders refused, ${runs * FRAMES} of the new ones stored`
  },
}
