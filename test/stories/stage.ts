/** The stage of the stories: a simulated Asterisk with a few phones, the client of a user, and virtual time. */
import type { Asterisk, ConnectOptions, Status } from '../../src/index.js'
import { answer, dial, hangup, simulate, type SimulateOptions, type Simulation, wait } from '../../src/testing/index.js'
import { type At, client, noted, story } from '../support/peer.js'

const HOUR = 3_600_000

/** Phones 200 and 30 answer, phone 2222 rings. Extension 100 answers by itself; every other extension is a phone. */
const HOUSE: SimulateOptions = {
  users: {
    admin: { secret: 'hunter2', read: 'all', write: 'all' },
    minimal: { secret: 'hunter2', read: 'call,user', write: 'call' },
  },
  endpoints: {
    'PJSIP/200': { _tag: 'Answers', after: 100 },
    'PJSIP/2222': { _tag: 'Rings' },
    'PJSIP/30': { _tag: 'Answers', after: 100 },
  },
  contexts: {
    internal: (exten) =>
      exten === '100'
        ? [answer(), wait(HOUR)]
        : [dial(exten.split('&').map((name) => (name.includes('/') ? name : `PJSIP/${name}`))), hangup()],
  },
}

export interface Stage {
  readonly asterisk: Asterisk
  readonly pbx: Simulation
  readonly at: At
}

/** A client of the simulation. */
export const clientOf = (pbx: Simulation, options: Partial<ConnectOptions> = {}): Asterisk =>
  client(pbx.transport, { backoff: { min: 100, max: 400 }, ...options })

/** Runs a story in virtual time, and closes the client after two minutes of it. A check is a step of the story: a step that never runs fails it. */
export const staged = (
  play: (stage: Stage) => void,
  options: Partial<ConnectOptions> = {},
  house: SimulateOptions = {},
): void => {
  story((at) => {
    const pbx = simulate({ ...HOUSE, ...house })
    const asterisk = clientOf(pbx, options)
    play({ asterisk, pbx, at })
    at(120_000, () => asterisk.close())
  })
}

/** The tags of the states that `status$` emits. */
export const statusTags = (asterisk: Asterisk): { readonly tags: () => readonly Status['_tag'][] } => {
  const seen: Status['_tag'][] = []
  asterisk.status$.subscribe(({ _tag }) => void seen.push(_tag))
  return { tags: () => seen }
}

/** Keeps the link open, as any subscriber does. */
export const keepOpen = (asterisk: Asterisk): ReturnType<typeof noted> => noted(asterisk.event$)
