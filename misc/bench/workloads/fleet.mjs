// (m): a fleet at 10,000 frames a second: a gateway, a NATS server and a worker, each in a process of its own, beside a plain link.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { prepareNats } from '../../../scripts/nats.mjs'
import { OURS } from '../clients.mjs'
import { cpu } from '../cpu.mjs'
import { startNats } from '../nats.mjs'
import { below } from '../report.mjs'
import { FLOOD, FRAMES, heardIn } from '../ticks.mjs'

const [FLOOR, GATEWAY, WORKER] = ['floor A', 'gateway', 'worker']

/** The second of two floods: V8 compiles in the first one. */
const second = async (flood, also = () => 0) => {
  await flood()
  const spent = cpu()
  const before = also()
  const { heard, delay } = await flood()
  return { value: spent() / FRAMES, 'delay ms': delay, heard, 'server µs': (also() - before) / FRAMES }
}

const plain = async (client) => {
  const session = await client.open()
  return second(heardIn(session.listen, () => session.send({ Action: 'Flood', ...FLOOD })))
}

const otherEnd = async (end, url, port) => {
  const child = fork(new URL('../fleetEnds.mjs', import.meta.url), [end, url, String(port)], { execArgv: [] })
  await once(child, 'message')
  return child
}

const ofGateway = async (url, port, server) => {
  const { openGateway } = await import('../fleetEnds.mjs')
  await openGateway(url, port)
  const child = await otherEnd('worker', url, port)
  const result = await second(async () => {
    child.send('flood')
    return (await once(child, 'message'))[0]
  }, server.cpu)
  child.disconnect()
  return result
}

const ofWorker = async (url, port, server) => {
  const child = await otherEnd('gateway', url, port)
  const { openWorker } = await import('../fleetEnds.mjs')
  const result = await second(await openWorker(url), server.cpu)
  child.disconnect()
  return result
}

export const fleet = {
  title: `(m) a fleet: ${FRAMES} frames, 10,000 a second, each of them published`,
  readers: [FLOOR, OURS, GATEWAY, WORKER],
  unit: 'CPU µs a frame',
  rounds: 3,
  prepare: () => prepareNats('bookworm'),
  measure: async ({ client, name, port }) => {
    if (client !== undefined) return plain(client)
    const server = await startNats()
    try {
      return await (name === GATEWAY ? ofGateway : ofWorker)(server.url, port, server)
    } finally {
      await server.stop()
    }
  },
  verdicts: ({ results, values }) => {
    const over = (reader) => values(reader).map((value, round) => value - values(OURS)[round])
    return [
      below('(m) CPU µs a frame of a gateway over a plain link', over(GATEWAY), 15),
      below('(m) CPU µs a frame of a worker over a plain link', over(WORKER), 15),
      below(
        '(m) delay to a worker, p50, ms',
        results(WORKER, (each) => each['delay ms']),
        2,
      ),
      below(
        '(m) events that a worker lost',
        results(WORKER, ({ heard }) => heard).map((heard, round) => results(OURS, (each) => each.heard)[round] - heard),
        0,
      ),
    ]
  },
}
