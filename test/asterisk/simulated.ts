/** The simulated side of the conformance suite: the lab's questions, answered by `simulate` on a loopback port. */
import { setTimeout as sleep } from 'node:timers/promises'
import { simulate, type SimulatedUser, type Simulation } from '../../src/testing/index.js'
import { PHONES, contexts } from './dialplan.js'
import type { Lab, LabUser, Manner } from './lab.js'
import { recorded } from './recordings.js'

const USERS: Readonly<Record<LabUser, SimulatedUser>> = {
  full: { secret: 'fullsecret', read: 'all', write: 'all' },
  minimal: { secret: 'minimalsecret', read: 'call,user', write: 'call' },
  watcher: { secret: 'watchersecret', read: 'call,user', write: 'none' },
  page: { secret: 'pagesecret', read: 'system,call,user,cdr', write: 'system,call,orginate' },
}

/** Longer than anything that is said at once. */
const WHOLE = Infinity

const CALLER_IDS = { 'PJSIP/2222': 'Desk 2222 <2222>', 'PJSIP/200': 'Kitchen <200>', 'PJSIP/30': 'Door <30>' }

/** Tests say `2222` or `PJSIP/2222`. */
const full = (endpoint: string): string => (endpoint.includes('/') ? endpoint : `PJSIP/${endpoint}`)

const done = (effect: () => void): Promise<void> => {
  effect()
  return Promise.resolve()
}

const settled = async (pbx: Simulation): Promise<void> => {
  pbx.channels().forEach(({ name }) => {
    pbx.hangup(name)
  })
  while (pbx.channels().length > 0) await sleep(5)
}

/** A lab that starts in milliseconds; phones are unregistered until `phone` is called for them. */
export const simulatedLab = async (version = 22): Promise<Lab> => {
  const pbx = simulate({ users: USERS, contexts, version, callerIds: CALLER_IDS })
  const { host, port } = await pbx.listen()
  const silence = (): void => {
    PHONES.forEach((name) => {
      pbx.phone(full(name), { _tag: 'Unregistered' })
    })
  }
  silence()
  // a peer of another technology with the name of a phone; it never answers
  pbx.phone('IAX2/30', { _tag: 'Rings' })

  /** Functions that end the recorded calls which still go on. */
  const endings: (() => void)[] = []
  const say = (frames: readonly string[]): void => {
    frames.forEach((frame) => {
      pbx.send(...frame.split('\r\n'))
    })
  }
  const replay = async (name: 'attended-transfer' | 'pickup'): Promise<() => void> => {
    const { call, ending } = await recorded(name)
    let lives = true
    say(call)
    const end = (): void => {
      if (lives) say(ending)
      lives = false
    }
    endings.push(end)
    return end
  }

  return {
    kind: 'simulated',
    version,
    options: (user) => ({ username: user, password: USERS[user].secret, host, port }),
    phone: (endpoint: string, manner: Manner) => {
      const before = pbx.callers(full(endpoint)).length
      pbx.phone(full(endpoint), manner)
      return Promise.resolve({ callers: () => Promise.resolve(pbx.callers(full(endpoint)).slice(before)) })
    },
    dial: (endpoint, exten) => {
      const call = pbx.dial(full(endpoint), exten)
      const hangup = (): Promise<void> => {
        call.hangup()
        return Promise.resolve()
      }
      return Promise.resolve({ hangup })
    },
    blindTransfer: async (endpoint, partner, exten) => {
      pbx.dial(full(endpoint), partner)
      while (!pbx.channels().some(({ name, bridge }) => name.startsWith(full(endpoint)) && bridge !== ''))
        await sleep(5)
      pbx.transfer(full(endpoint), exten)
    },
    attendedTransfer: async () => {
      await replay('attended-transfer')
    },
    pickup: async () => {
      const end = await replay('pickup')
      return { hangup: () => done(end) }
    },
    run: (exten, context, caller) =>
      done(() => {
        pbx.run(exten, context, caller)
      }),
    cli: (command) => Promise.resolve(pbx.cli(command).join('\n')),
    mailbox: (box, counts) =>
      done(() => {
        pbx.mailbox(box, counts)
      }),
    channels: () => Promise.resolve(pbx.channels().map(({ name }) => name)),
    raw: (bytes) =>
      done(() => {
        pbx.faults.garble(bytes)
      }),
    mute: (...actions) =>
      done(() => {
        pbx.faults.mute(...actions)
      }),
    pieces: (bytes) =>
      done(() => {
        pbx.faults.split(bytes)
      }),
    warnings: () => Promise.resolve([]),
    kill: () =>
      done(() => {
        pbx.faults.kill()
      }),
    start: async () => {
      pbx.faults.start()
      await pbx.listen()
    },
    quiet: async () => {
      pbx.faults.split(WHOLE)
      endings.splice(0).forEach((end) => {
        end()
      })
      await settled(pbx)
      silence()
    },
    close: pbx.close,
  }
}
