/** The faults that a test can switch on in a simulation. */
import type { AmiService } from './amiService.js'
import type { LinkEnd, FaultState } from './faultState.js'

/**
 * Faults of a simulation. Each stays on until the test takes it back, unless its text says otherwise.
 *
 * @example
 * import { simulate } from 'rx-asterisk/testing'
 *
 * const { faults } = simulate()
 * faults.split(1)
 * faults.refuseLogins('Login Already In Use')
 */
export interface SimulatedFaults {
  /** Ends all links; new links are accepted. `reset`: as if the peer's machine had lost the connections. */
  readonly drop: (how?: LinkEnd) => void
  /** Ends Asterisk like `kill -9`: links, calls and channels are gone, and connections are refused until `start`. */
  readonly kill: () => void
  readonly start: () => void
  /** Does `kill` and `start`. */
  readonly restart: () => void
  /** Stops to read and to send until `resume`, which catches up. Links stay open, and new ones are accepted. */
  readonly stall: () => void
  readonly resume: () => void
  /** Sends bytes in pieces of that size. */
  readonly split: (bytes: number) => void
  /** Sends these bytes to every link, once. */
  readonly garble: (bytes: string | Uint8Array) => void
  /** Replaces the banner for new links; an empty text sends none, undefined brings the real one back. */
  readonly banner: (text: string | undefined) => void
  /** Leaves these actions without a reply, though they are done; without names all actions get replies again. */
  readonly mute: (...actions: readonly string[]) => void
  /** Refuses the next logins with these messages, one each: `Login Already In Use`, `Asterisk is shutting down`. */
  readonly refuseLogins: (...messages: readonly string[]) => void
  /** Delays every reply by so many milliseconds. */
  readonly answerLate: (ms: number) => void
}

export const simulatedFaults = (service: AmiService, faults: FaultState): SimulatedFaults => ({
  drop: (how = 'closed') => {
    service.drop(how)
  },
  kill: service.kill,
  start: service.start,
  restart: () => {
    service.kill()
    service.start()
  },
  stall: service.stall,
  resume: service.resume,
  garble: service.garble,
  split: (bytes) => {
    faults.piece = bytes
  },
  banner: (text) => {
    faults.banner = text
  },
  mute: (...actions) => {
    faults.muted.clear()
    actions.forEach((action) => faults.muted.add(action.toLowerCase()))
  },
  refuseLogins: (...messages) => {
    faults.refusals = messages
  },
  answerLate: (ms) => {
    faults.late = ms
  },
})
