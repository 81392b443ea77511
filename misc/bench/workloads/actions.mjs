// (d): actions one at a time, and a thousand in flight. The answers come in another order, and each must reach its own action.
import { OURS, PEERS } from '../clients.mjs'
import { cpu } from '../cpu.mjs'
import { below } from '../report.mjs'

const WARM_UP = 5_000
/** The actions of a young process: V8 has compiled little yet. */
const COLD = 5_000
const SOCKET = 'floor socket'
/** The same with an Observable for each action. */
const RXJS = 'floor rxjs'

export const ask = (session, total, depth) =>
  new Promise((resolve) => {
    let [sent, answered, wrong] = [0, 0, 0]
    const next = () => {
      const echo = String((sent += 1))
      session.send({ Action: 'Ping', Echo: echo }, (got) => {
        if (got !== echo) wrong += 1
        answered += 1
        if (answered === total) resolve(wrong)
        else if (sent < total) next()
      })
    }
    for (let index = 0; index < depth; index += 1) next()
  })

const actions = (letter, depth, total) => ({
  title: `(d) actions, ${depth} in flight`,
  readers: [OURS, SOCKET, ...PEERS],
  unit: 'CPU µs an action',
  measure: async ({ client }) => {
    const session = await client.open()
    await ask(session, WARM_UP, depth)
    const spent = cpu()
    const began = performance.now()
    const wrong = await ask(session, total, depth)
    const used = spent()
    return { value: used / total, 'actions/s': Math.round(total / ((performance.now() - began) / 1000)), wrong }
  },
  verdicts: ({ ratio, fastest, results }) => {
    const [peer] = fastest(PEERS)
    return [
      below(`(d) CPU an action, ${depth} in flight, against the fastest peer, ${peer}`, ratio(OURS, peer), 1),
      below(`(d) CPU an action, ${depth} in flight, against the bare socket`, ratio(OURS, SOCKET), undefined, 1.2),
      below(
        `(d) answers that were another's, ${depth} in flight`,
        results(OURS, (each) => each.wrong),
        0,
      ),
    ]
  },
})

export const sequential = actions('d', 1, 10_000)
export const pipelined = actions('d', 1000, 40_000)

/** The first actions of a process, at which its code is not compiled yet. A cron job never gets further. */
const first = (depth) => ({
  title: `(d) the first ${COLD} actions of a process, ${depth} in flight`,
  readers: [OURS, SOCKET, RXJS, ...PEERS],
  unit: 'CPU µs an action',
  measure: async ({ client }) => {
    const session = await client.open()
    const spent = cpu()
    const wrong = await ask(session, COLD, depth)
    return { value: spent() / COLD, wrong }
  },
  verdicts: ({ ratio, fastest }) => {
    const [peer] = fastest(PEERS)
    return [
      below(`(d) CPU of a first action, ${depth} in flight, against the fastest peer, ${peer}`, ratio(OURS, peer), 1.3),
    ]
  },
})

export const cold = first(1)
export const coldPipelined = first(1000)
