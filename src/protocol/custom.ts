/** The untyped way to events and actions that the catalog lacks. */
import type { Action } from './action.js'

/**
 * The name of an event that the catalog lacks; `custom` makes it.
 *
 * @example
 * import { custom, type CustomEventName } from 'rx-asterisk'
 *
 * const status: CustomEventName = custom('DongleStatus')
 * status.event // 'DongleStatus'
 */
export class CustomEventName {
  readonly event: string

  constructor(event: string) {
    this.event = event
  }
}

/**
 * An action that the catalog lacks, or that the catalog must not check; `custom` makes it.
 *
 * @example
 * import { custom, type CustomAction } from 'rx-asterisk'
 *
 * const reset = (Device: string): CustomAction => custom({ Action: 'DongleReset', Device })
 */
export class CustomAction {
  readonly action: Action

  constructor(action: Action) {
    this.action = action
  }
}

/**
 * The untyped way to `event`, `send` and `list`: for modules outside Asterisk's own source tree, and for names that are known at run time
 * only. A text is the name of an event; an object is an action. The library refuses harmful actions all the same, as with typed ones.
 *
 * @example
 * import { connect, custom } from 'rx-asterisk'
 *
 * const asterisk = connect({ username: 'admin', password: 'secret' })
 * asterisk.perform(asterisk.send(custom({ Action: 'DongleSendSMS', Device: 'dongle0', Number: '+49301', Message: 'ring' })))
 */
export function custom(event: string): CustomEventName
export function custom(action: Action): CustomAction
export function custom(given: string | Action): CustomEventName | CustomAction {
  return typeof given === 'string' ? new CustomEventName(given) : new CustomAction(given)
}
