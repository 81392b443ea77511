/** One trial: a call before a real or simulated Asterisk, by a link of its own that is cut at a given moment; and its judgement. */
import { firstValueFrom, type Observable } from 'rxjs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Asterisk, type Call, connect, type ConnectOptions, type Failure, failureOf } from '../../src/index.js'
import { proxy } from '../support/proxy.js'
import { eventually } from '../support/watching.js'
import type { Lab } from './lab.js'

/** The account of the calls of a trial: the proxy counts Originates by it. */
export const ACCOUNT = 'trial'

export interface CutCall {
  readonly call: (asterisk: Asterisk) => Observable<Call>
  /** The number of Originates at most. */
  readonly phones: number
  /** The moment of the cut, in milliseconds after the call was asked for. */
  readonly cutAt: number
  readonly how: 'closed' | 'reset'
}

type Outcome = { readonly call: Call } | { readonly failure: Failure }

export interface Verdict {
  readonly outcome: string
  /** The differences between the outcome and Asterisk's own channels; nothing where all is true. */
  readonly wrong: readonly string[]
}

const settled = (call$: Observable<Call>): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    call$.subscribe({
      next: (call) => {
        resolve({ call })
      },
      error: (error: unknown) => {
        const failure = failureOf(error)
        if (failure === undefined) reject(new Error(String(error)))
        else resolve({ failure })
      },
    })
  })

/** Sees only the channels of the phones: the winner's, or none. */
const orphans = async (lab: Lab, outcome: Outcome): Promise<readonly string[]> => {
  const winner = 'call' in outcome ? outcome.call.channel : undefined
  const living = await lab.channels()
  const gone = winner === undefined || living.includes(winner) ? [] : [`${winner} is the value, and does not live`]
  return [...gone, ...living.filter((name) => name !== winner).map((name) => `${name} has no owner`)]
}

/** The outage is shorter than the phones ring: a link comes back within half a second. */
export const cutCall = async (lab: Lab, options: ConnectOptions, trial: CutCall): Promise<Verdict> => {
  const link = await proxy(options.port ?? 5038)
  const asterisk = connect({ ...options, port: link.port, backoff: { min: 50, max: 400 } })
  try {
    await firstValueFrom(asterisk.ready$)
    const settling = settled(trial.call(asterisk))
    await sleep(trial.cutAt)
    link.drop(trial.how)
    const outcome = await settling
    // a phone that lost the race, or whose call failed, is hung up before the outcome; Asterisk needs a moment for the channel
    let left: readonly string[] = []
    const isQuiet = async (): Promise<boolean> => (left = await orphans(lab, outcome)).length === 0
    await eventually('only the winner lives', isQuiet, 5000).catch(() => undefined)
    const placed = link.accounts.get(ACCOUNT) ?? 0
    const twice = placed > trial.phones ? [`${placed} Originates for ${trial.phones} phones`] : []
    return { outcome: 'call' in outcome ? 'answered' : outcome.failure._tag, wrong: [...left, ...twice] }
  } finally {
    await asterisk.close()
    await link.close()
  }
}
