/** A call of phone 200 in a simulated house, whose handle a test uses. */
import { asyncScheduler } from 'rxjs'
import * as assert from 'uvu/assert'
import type { Call } from '../../src/index.js'
import {
  answer,
  busy,
  dial,
  hangup,
  simulate,
  wait,
  type PhoneBehaviour,
  type Simulation,
} from '../../src/testing/index.js'
import { type At, client, type Log, noted, said, story } from '../support/peer.js'

const USERS = {
  admin: { secret: 'hunter2', read: 'all', write: 'all' },
  narrow: { secret: 'hunter2', read: 'call', write: 'originate' },
}

const answers = (after: number, talk?: number): PhoneBehaviour =>
  talk === undefined ? { _tag: 'Answers', after } : { _tag: 'Answers', after, talk }

const door = (exten: string) => {
  switch (exten) {
    case '240':
      return [dial(['PJSIP/30']), hangup()]
    case 'group':
      return [dial(['PJSIP/30', 'PJSIP/300']), hangup()]
    case 'local':
      return [dial(['Local/hop@door']), hangup()]
    case 'hop':
      return [dial(['Local/240@door']), hangup()]
    case 'busy':
      return [busy()]
    case 'echo':
      return [answer(), wait(3000), hangup()]
    case 'hunt':
      return [dial(['PJSIP/300'], 1000), dial(['PJSIP/30']), hangup()]
    default:
      return undefined
  }
}

export interface Scene {
  readonly dest: string
  readonly phones?: Readonly<Record<string, PhoneBehaviour>>
  readonly username?: string
  /** Does something with the handle, so many milliseconds after the call was asked for. The source answers after 200. */
  readonly use: (call: Call, at: At, pbx: Simulation) => void
  /** Milliseconds after the answer. */
  readonly later?: number
}

/** Calls PJSIP/200, which answers after 200 ms, for a minute of virtual time. */
export const handled = ({ dest, phones = {}, username = 'admin', use, later }: Scene): Simulation => {
  const pbx = simulate({
    users: USERS,
    endpoints: { 'PJSIP/200': answers(200), 'PJSIP/30': answers(500), 'PJSIP/300': { _tag: 'Rings' }, ...phones },
    callerIds: { 'PJSIP/30': 'Door <30>' },
    contexts: { door },
  })
  let used = false
  story((at) => {
    const asterisk = client(pbx.transport, { username, backoff: { min: 100, max: 100 } })
    noted(asterisk.event$)
    at(100, () => {
      asterisk.call('PJSIP/200', dest, 'door').subscribe({
        next: (call) => {
          const begin = (): void => {
            used = true
            use(call, at, pbx)
          }
          if (later === undefined) begin()
          else asyncScheduler.schedule(begin, later)
        },
        error: (error: unknown) => {
          throw error
        },
      })
    })
    at(60_000, () => asterisk.close())
  })
  assert.ok(used)
  return pbx
}

/** All that a stream of a handle emits. */
export const emissions = (
  scene: Omit<Scene, 'use'>,
  stream: (call: Call, at: At, pbx: Simulation) => ReturnType<typeof noted>,
): readonly unknown[] => {
  let log: Log = []
  handled({
    ...scene,
    use: (call, at, pbx) => {
      log = stream(call, at, pbx).log
    },
  })
  return said({ log })
}
