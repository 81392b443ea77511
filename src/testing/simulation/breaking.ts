/** The levers by which a test breaks a simulation. */
import type { Exchange } from './exchange.js'
import type { Ending, Faults } from './faults.js'

/**
 * Ways to break it; each holds until it is taken back, unless said otherwise.
 *
 * @example
 * import { simulate } from 'rx-asterisk/testing'
 *
 * const { faults } = simulate()
 * faults.split(1)
 * faults.refuseLogins('Login Already In Use')
 */
export interface Breaking {
  /** Ends all links; new ones are welcome. `reset`: as if the peer's machine had lost them. */
  readonly drop: (how?: Ending) => void
  /** Like `kill -9`: links, calls and channels are gone, and connections are refused until `start`. */
  readonly kill: () => void
  readonly start: () => void
  /** `kill` and `start` in one. */
  readonly restart: () => void
  /** Links stay open and new ones are taken, but nothing is heard or said until `resume`, which makes up for it. */
  readonly stall: () => void
  readonly resume: () => void
  /** Bytes arrive in pieces of that size. */
  readonly split: (bytes: number) => void
  /** These bytes go to every link, once. */
  readonly garble: (bytes: string | Uint8Array) => void
  /** New links are greeted by this instead; by nothing if it is empty. */
  readonly banner: (text: string | undefined) => void
  /** These actions are done, and never answered; without names all are answered again. */
  readonly mute: (...actions: readonly string[]) => void
  /** The next logins are refused with these messages, one each: `Login Already In Use`, `Asterisk is shutting down`. */
  readonly refuseLogins: (...messages: readonly string[]) => void
  /** Every answer comes so many milliseconds late. */
  readonly answerLate: (ms: number) => void
}

export const breaking = (exchange: Exchange, faults: Faults): Breaking => ({
  drop: (how = 'closed') => {
    exchange.drop(how)
  },
  kill: exchange.kill,
  start: exchange.start,
  restart: () => {
    exchange.kill()
    exchange.start()
  },
  stall: exchange.stall,
  resume: exchange.resume,
  garble: exchange.garble,
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
