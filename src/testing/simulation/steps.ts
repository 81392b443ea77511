/** The steps of an extension, as data: a test writes them, `dialplan.ts` runs them. */
import type { SimulatedParty } from './simulatedChannel.js'

/** One step of an extension; the functions of this file make it. */
export type DialplanStep =
  | { readonly _tag: 'Answer' }
  | { readonly _tag: 'Ringing' }
  | { readonly _tag: 'Busy' }
  | { readonly _tag: 'Congestion' }
  | { readonly _tag: 'Hangup' }
  | { readonly _tag: 'Wait'; readonly ms: number }
  | { readonly _tag: 'Dial'; readonly targets: readonly string[]; readonly timeout: number }
  | { readonly _tag: 'UserEvent'; readonly line: string }
  | { readonly _tag: 'DbPut'; readonly family: string; readonly key: string; readonly value: string }
  | { readonly _tag: 'SendDtmf'; readonly digits: string }

/**
 * A context of the dialplan: returns the steps of an extension, or undefined for an extension that it does not have.
 *
 * @example
 * import { answer, wait, type DialplanContext } from 'rx-asterisk/testing'
 *
 * const internal: DialplanContext = (exten) => (exten === '100' ? [answer(), wait(60_000)] : undefined)
 */
export type DialplanContext = (exten: string, caller: SimulatedParty) => readonly DialplanStep[] | undefined

/**
 * Answers the call.
 *
 * @example
 * import { answer, wait, type DialplanContext } from 'rx-asterisk/testing'
 *
 * const echo: DialplanContext = () => [answer(), wait(1000)]
 */
export const answer = (): DialplanStep => ({ _tag: 'Answer' })

/**
 * Lets the caller hear the ringing tone, until the next steps end.
 *
 * @example
 * import { ringing, wait, type DialplanContext } from 'rx-asterisk/testing'
 *
 * const nobody: DialplanContext = () => [ringing(), wait(30_000)]
 */
export const ringing = (): DialplanStep => ({ _tag: 'Ringing' })

/**
 * Lets the caller hear the busy tone, and ends the call.
 *
 * @example
 * import { busy, type DialplanContext } from 'rx-asterisk/testing'
 *
 * const taken: DialplanContext = () => [busy()]
 */
export const busy = (): DialplanStep => ({ _tag: 'Busy' })

/**
 * Lets the caller hear the congestion tone, and ends the call.
 *
 * @example
 * import { congestion, type DialplanContext } from 'rx-asterisk/testing'
 *
 * const full: DialplanContext = () => [congestion()]
 */
export const congestion = (): DialplanStep => ({ _tag: 'Congestion' })

/**
 * Ends the call. An extension whose steps are done ends it too.
 *
 * @example
 * import { dial, hangup, type DialplanContext } from 'rx-asterisk/testing'
 *
 * const front: DialplanContext = () => [dial(['PJSIP/2222']), hangup()]
 */
export const hangup = (): DialplanStep => ({ _tag: 'Hangup' })

/**
 * Waits for so many milliseconds.
 *
 * @example
 * import { answer, wait, type DialplanContext } from 'rx-asterisk/testing'
 *
 * const minute: DialplanContext = () => [answer(), wait(60_000)]
 */
export const wait = (ms: number): DialplanStep => ({ _tag: 'Wait', ms })

/**
 * Rings all targets (`PJSIP/2222`, `Local/100@internal`) for at most `timeout` milliseconds; the first one to answer is connected with
 * the caller.
 *
 * @example
 * import { dial, type DialplanContext } from 'rx-asterisk/testing'
 *
 * const all: DialplanContext = () => [dial(['PJSIP/2222', 'PJSIP/30'], 20_000)]
 */
export const dial = (targets: readonly string[], timeout = 20_000): DialplanStep => ({ _tag: 'Dial', targets, timeout })

/**
 * Runs the application UserEvent with its arguments as in extensions.conf: commas separate them; quotes and backslashes protect a comma.
 *
 * @example
 * import { userEvent, type DialplanContext } from 'rx-asterisk/testing'
 *
 * const page: DialplanContext = (_, caller) => [userEvent(`Call,Source: ${caller.number},Value: ${caller.name}`)]
 */
export const userEvent = (line: string): DialplanStep => ({ _tag: 'UserEvent', line })

/**
 * Writes an entry of the AstDB.
 *
 * @example
 * import { dbPut, type DialplanContext } from 'rx-asterisk/testing'
 *
 * const awayOn: DialplanContext = (_, caller) => [dbPut('dnd', caller.number, '1')]
 */
export const dbPut = (family: string, key: string, value: string): DialplanStep => ({
  _tag: 'DbPut',
  family,
  key,
  value,
})

/**
 * Sends digits to the other side, which receives them as DTMF.
 *
 * @example
 * import { answer, sendDtmf, type DialplanContext } from 'rx-asterisk/testing'
 *
 * const opener: DialplanContext = () => [answer(), sendDtmf('12#')]
 */
export const sendDtmf = (digits: string): DialplanStep => ({ _tag: 'SendDtmf', digits })
