// (h): the same frames in pieces of one byte, and of 1,460 as an Ethernet cuts them.
import { OURS, PEERS } from '../clients.mjs'
import { cpu } from '../cpu.mjs'
import { install, into } from '../cut.mjs'
import { below } from '../report.mjs'
import { flooding } from './flood.mjs'

const pieces = (size, frames, events) => ({
  title: `(h) flood in pieces of ${size} byte${size === 1 ? '' : 's'}`,
  readers: [OURS, ...PEERS],
  rounds: 3,
  unit: 'CPU µs a frame',
  measure: async ({ client }) => {
    install()
    const session = await client.open()
    const run = flooding(session)
    into(size)
    await run({ Frames: String(frames) })
    const spent = cpu()
    const heard = await run({ Frames: String(frames) })
    return { value: spent() / frames, heard }
  },
  verdicts: ({ fastest, ratio, results }) => {
    const [peer] = fastest(PEERS)
    return [
      below(`(h) CPU a frame in pieces of ${size} against the fastest peer, ${peer}`, ratio(OURS, peer), 1),
      below(
        `(h) frames missed in pieces of ${size}`,
        results(OURS, ({ heard }) => events - heard),
        0,
      ),
    ]
  },
})

export const bytewise = pieces(1, 1000, 1000)
export const ethernet = pieces(1460, 20_000, 19_973)
