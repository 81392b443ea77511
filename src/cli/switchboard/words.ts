/** The words of `switchboard`: this machine, and a list of actions. */
import * as E from 'fp-ts/lib/Either.js'
import type { HttpAction } from '../../http/index.js'
import type { ValueType } from '../word.js'

const ACTIONS: readonly HttpAction[] = ['call', 'hangup', 'transfer', 'park', 'pause', 'mute', 'kick', 'userEvent']

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)

export const allowed: ValueType<readonly HttpAction[]> = {
  as: 'ACTIONS',
  must: `a list of ${ACTIONS.join(', ')}, with commas between them`,
  read: (given) => {
    const names = given.split(',').map((each) => each.trim())
    const actions = ACTIONS.filter((each) => names.includes(each))
    return actions.length === new Set(names).size ? E.right(actions) : E.left(undefined)
  },
}
