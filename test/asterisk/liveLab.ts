/** The lab of the live models, for a real or simulated Asterisk: callers of queues, users of rooms, parked calls. */
import { fileURLToPath } from 'node:url'
import type { ConnectOptions } from '../../src/index.js'
import { simulate } from '../../src/testing/index.js'
import { eventually } from '../support/watching.js'
import { realLab } from './real.js'

export interface LiveLab {
  readonly kind: 'simulated' | 'real'
  readonly options: () => ConnectOptions
  /** A caller joins a queue; the name of its channel in the queue. */
  readonly join: (queue: string) => Promise<string>
  /** A user enters a room; the name of its channel in the room. */
  readonly enter: (room: string, role?: 'boss' | 'room') => Promise<string>
  /** A call is parked; the name of its channel. */
  readonly park: () => Promise<string>
  readonly hangup: (channel: string) => Promise<void>
  /** The member `PJSIP/2222` of queue `support` pauses. */
  readonly pause: (reason: string, on: boolean) => Promise<void>
  readonly lamp: (state: string) => Promise<void>
  /** Like `kill -9`, and the start after it. */
  readonly restart: () => Promise<void>
  readonly quiet: () => Promise<void>
  readonly close: () => Promise<void>
}

const MEMBER = 'PJSIP/2222'

/** The queues of misc/asterisk/etc and test/asterisk/live. */
const QUEUES = {
  support: { members: [MEMBER], entries: [] },
  sales: { members: ['PJSIP/200', 'Local/answers@live/n'], entries: [] },
  empty: { members: [], entries: [] },
}

const LIVE_USER = {
  secret: 'change-me',
  read: 'system,call,agent',
  write: 'system,call,reporting,agent,originate',
}

export const simulatedLive = (): Promise<LiveLab> => {
  const pbx = simulate({ users: { live: LIVE_USER }, queues: QUEUES, endpoints: { [MEMBER]: { _tag: 'Rings' } } })
  const soon = <A>(act: () => A): Promise<A> => Promise.resolve(act())
  pbx.hint('lamp@internal', 0)
  return Promise.resolve({
    kind: 'simulated',
    options: () => ({ username: 'live', password: 'change-me', transport: pbx.transport }),
    join: (queue) => soon(() => pbx.queue(queue).join('PJSIP/300')),
    enter: (room, role) => soon(() => pbx.conference(room).join('PJSIP/301', { admin: role === 'boss' })),
    park: () => soon(() => (pbx.park('PJSIP/302'), pbx.channels().at(-1)?.name ?? '')),
    hangup: (channel) => soon(() => pbx.hangup(channel)),
    pause: (reason, on) =>
      soon(() => {
        if (on) pbx.queue('support').pause(MEMBER, reason)
        else pbx.queue('support').unpause(MEMBER)
      }),
    lamp: (state) =>
      soon(() => {
        pbx.deviceState('Custom:lamp', state)
        pbx.hint('lamp@internal', state === 'INUSE' ? 1 : 0)
      }),
    restart: () =>
      soon(() => {
        pbx.faults.restart()
      }),
    quiet: () =>
      soon(() => {
        pbx.channels().forEach(({ name }) => {
          pbx.hangup(name)
        })
      }),
    close: pbx.close,
  })
}

export const realLive = async (): Promise<LiveLab> => {
  const lab = await realLab({ config: [fileURLToPath(new URL('live', import.meta.url))] })
  /** Runs an extension; the half of its Local channel that runs it. */
  const run = async (exten: string, application: string): Promise<string> => {
    const before = new Set(await lab.channels())
    await lab.run(exten, 'live')
    let found = ''
    await eventually(`a channel runs ${application}`, async () => {
      const lines = (await lab.cli('core show channels concise')).split('\n').map((line) => line.split('!'))
      found = lines.find(([name = '', , , , , app]) => !before.has(name) && app === application)?.[0] ?? ''
      return found !== ''
    })
    return found
  }
  const cli = async (command: string): Promise<void> => {
    await lab.cli(command)
  }
  return {
    kind: 'real',
    options: () => ({ ...lab.options('full'), username: 'live' }),
    join: (queue) => run(`queue-${queue}`, 'Queue'),
    enter: (room, role = 'room') => run(`${role}-${room}`, 'ConfBridge'),
    park: () => run('park', 'Park'),
    hangup: (channel) => cli(`channel request hangup ${channel}`),
    pause: (reason, on) =>
      cli(`queue ${on ? 'pause' : 'unpause'} member ${MEMBER} queue support${on ? ` reason ${reason}` : ''}`),
    lamp: (state) => cli(`devstate change Custom:lamp ${state}`),
    restart: async () => {
      await lab.kill()
      await lab.start()
    },
    quiet: lab.quiet,
    close: lab.close,
  }
}
