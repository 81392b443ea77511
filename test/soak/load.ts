/** Load of a soak: phones that take calls, calls through the dialplan, and actions of every kind. */
import type { Observable } from 'rxjs'
import type { Asterisk } from '../../src/index.js'
import type { Lab } from '../asterisk/lab.js'
import type { Actions } from './books.js'

export interface Load {
  readonly begin: () => void
  readonly pause: () => void
}

/** Phones that answer and hang up by themselves. */
export const PHONES = ['PJSIP/200', 'PJSIP/30', 'PJSIP/2222'] as const

export const register = async (lab: Lab): Promise<void> => {
  await lab.phone('200', { _tag: 'Answers', after: 100, talk: 1500 })
  await lab.phone('30', { _tag: 'Answers', after: 300, talk: 900 })
  await lab.phone('2222', { _tag: 'Busy' })
}

/** Calls a second that the library places, and that the tests' own hand does; actions a second. */
const RATES = { calls: 1.5, local: 3, actions: 40 }

export const load = (lab: Lab, asterisk: Asterisk, books: Actions, random: () => number): Load => {
  let timers: NodeJS.Timeout[] = []
  let serial = 0
  const of = <A>(...from: readonly [A, ...A[]]): A => from[Math.floor(random() * from.length)] ?? from[0]

  const call = (): void => {
    serial += 1
    const options = { account: `soak-${serial}`, timeout: 1000 + Math.floor(random() * 4000) }
    books.ask(
      asterisk.call(of(...PHONES, 'Local/101@internal', 'PJSIP/none'), of('101', '30', '104'), 'internal', {
        ...options,
        callerId: 'Soak <1>',
      }),
    )
  }
  const local = (): void => {
    const [exten, context] = of(['101', 'internal'] as const, ['30', 'internal'] as const, ['page', 'events'] as const)
    // while Asterisk is away nobody can call
    lab.run(exten, context).catch(() => undefined)
  }
  const act = (): void => {
    serial += 1
    const key = `soak/${serial % 50}`
    books.ask(
      of<() => Observable<unknown>>(
        () => asterisk.dbWrite(key, serial),
        () => asterisk.dbRead(key),
        () => asterisk.mailboxCount('2222'),
        () => asterisk.sendUserEvent('Soak', { Serial: serial }),
        () => asterisk.command('core show uptime'),
        () => asterisk.list({ Action: 'QueueStatus' }),
        () => asterisk.dbTree('soak'),
        () => (random() < 0.02 ? asterisk.hangup(of(...PHONES)) : asterisk.send({ Action: 'Ping' })),
      )(),
    )
  }
  return {
    begin: () => {
      timers = [
        setInterval(call, 1000 / RATES.calls),
        setInterval(local, 1000 / RATES.local),
        setInterval(act, 1000 / RATES.actions),
      ]
    },
    pause: () => {
      for (const timer of timers) clearInterval(timer)
      timers = []
    },
  }
}
