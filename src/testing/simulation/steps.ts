/** What an extension does, as data: steps that a test writes down and `dialplan.ts` runs. */
import type { Party } from './snapshot.js'

/** One step of an extension; made by the functions of this file. */
export type Step =
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
 * A context of the dialplan: the steps of an extension, or undefined when there is no such extension.
 *
 * @example
 * import { answer, wait, type Context } from 'rx-asterisk/testing'
 *
 * const internal: Context = (exten) => (exten === '100' ? [answer(), wait(60_000)] : undefined)
 */
export type Context = (exten: string, caller: Party) => readonly Step[] | undefined

/**
 * Takes the call.
 *
 * @example
 * import { answer, wait, type Context } from 'rx-asterisk/testing'
 *
 * const echo: Context = () => [answer(), wait(1000)]
 */
export const answer = (): Step => ({ _tag: 'Answer' })

/**
 * Lets the caller hear it ring, for as long as the next steps take.
 *
 * @example
 * import { ringing, wait, type Context } from 'rx-asterisk/testing'
 *
 * const nobody: Context = () => [ringing(), wait(30_000)]
 */
export const ringing = (): Step => ({ _tag: 'Ringing' })

/**
 * Tells the caller that the line is busy, and ends.
 *
 * @example
 * import { busy, type Context } from 'rx-asterisk/testing'
 *
 * const taken: Context = () => [busy()]
 */
export const busy = (): Step => ({ _tag: 'Busy' })

/**
 * Tells the caller that the call cannot be completed, and ends.
 *
 * @example
 * import { congestion, type Context } from 'rx-asterisk/testing'
 *
 * const full: Context = () => [congestion()]
 */
export const congestion = (): Step => ({ _tag: 'Congestion' })

/**
 * Ends the call; an extension whose steps are done does that too.
 *
 * @example
 * import { dial, hangup, type Context } from 'rx-asterisk/testing'
 *
 * const front: Context = () => [dial(['PJSIP/2222']), hangup()]
 */
export const hangup = (): Step => ({ _tag: 'Hangup' })

/**
 * Does nothing for so many milliseconds.
 *
 * @example
 * import { answer, wait, type Context } from 'rx-asterisk/testing'
 *
 * const minute: Context = () => [answer(), wait(60_000)]
 */
export const wait = (ms: number): Step => ({ _tag: 'Wait', ms })

/**
 * Rings all targets (`PJSIP/2222`, `Local/100@internal`) for at most `timeout` milliseconds; the first to answer talks to the caller.
 *
 * @example
 * import { dial, type Context } from 'rx-asterisk/testing'
 *
 * const all: Context = () => [dial(['PJSIP/2222', 'PJSIP/30'], 20_000)]
 */
export const dial = (targets: readonly string[], timeout = 20_000): Step => ({ _tag: 'Dial', targets, timeout })

/**
 * The application UserEvent with its arguments as extensions.conf has them: split at commas, quotes and backslashes protect one.
 *
 * @example
 * import { userEvent, type Context } from 'rx-asterisk/testing'
 *
 * const page: Context = (_, caller) => [userEvent(`Call,Source: ${caller.number},Value: ${caller.name}`)]
 */
export const userEvent = (line: string): Step => ({ _tag: 'UserEvent', line })

/**
 * Writes into the database.
 *
 * @example
 * import { dbPut, type Context } from 'rx-asterisk/testing'
 *
 * const awayOn: Context = (_, caller) => [dbPut('dnd', caller.number, '1')]
 */
export const dbPut = (family: string, key: string, value: string): Step => ({ _tag: 'DbPut', family, key, value })

/**
 * Sends digits to the other side, which receives them.
 *
 * @example
 * import { answer, sendDtmf, type Context } from 'rx-asterisk/testing'
 *
 * const opener: Context = () => [answer(), sendDtmf('12#')]
 */
export const sendDtmf = (digits: string): Step => ({ _tag: 'SendDtmf', digits })
