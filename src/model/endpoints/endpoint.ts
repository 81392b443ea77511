/** An endpoint of PJSIP as people see it, and the rule for reachability. */
import type * as O from 'fp-ts/lib/Option.js'
import type { DeviceStateWord } from '../../protocol/codec.js'
import { sameOption } from '../../protocol/value.js'

/**
 * The result of the newest check of a contact. `nonQualified`: it is registered and never checked. `unknown`: it stands in the configuration
 * and no check was told.
 */
export type ContactState = 'reachable' | 'unreachable' | 'nonQualified' | 'unknown'

/** An address of a phone or trunk. */
export interface Contact {
  readonly uri: string
  readonly status: ContactState
  /** The time that the phone took to answer a check, in milliseconds: it is as old as the newest change of status. */
  readonly rtt: O.Option<number>
}

/** A phone or trunk of PJSIP. */
export interface Endpoint {
  readonly name: string
  /** `unknown`: the phone is registered, and Asterisk never checks it; or nothing told so far. Never `no` for that. */
  readonly reachable: 'yes' | 'no' | 'unknown'
  readonly contacts: readonly Contact[]
  /** The state of the device, in the words of Asterisk. `INVALID`: there is no such endpoint. */
  readonly state: DeviceStateWord
}

const CONTACT_STATES: ReadonlyMap<string, ContactState> = new Map([
  ['reachable', 'reachable'],
  ['unreachable', 'unreachable'],
  ['nonqualified', 'nonQualified'],
  // Asterisk 12 to 16
  ['created', 'nonQualified'],
  ['updated', 'nonQualified'],
])

/** The status of a contact in any spelling. */
export const contactState = (word: string | undefined): ContactState =>
  CONTACT_STATES.get((word ?? '').replace(/[^a-z]/gi, '').toLowerCase()) ?? 'unknown'

/** The reachability of an address of the configuration, of which no check was told: the state of its device shows it. */
const byDevice = (state: DeviceStateWord): Endpoint['reachable'] => {
  if (state === 'UNAVAILABLE') return 'no'
  return state === 'UNKNOWN' || state === 'INVALID' ? 'unknown' : 'yes'
}

/** `isListed`: all contacts are known, so that none means none. */
export const reachability = (
  contacts: readonly Contact[],
  state: DeviceStateWord,
  isListed: boolean,
): Endpoint['reachable'] => {
  if (contacts.some(({ status }) => status === 'reachable')) return 'yes'
  if (contacts.some(({ status }) => status === 'unknown')) return byDevice(state)
  if (contacts.some(({ status }) => status === 'nonQualified')) return 'unknown'
  return isListed || contacts.length > 0 || state === 'UNAVAILABLE' ? 'no' : 'unknown'
}

const sameContact = (a: Contact, b: Contact | undefined): boolean =>
  a.uri === b?.uri && a.status === b.status && sameOption(a.rtt, b.rtt)

/** True for endpoints between which nothing changed. */
export const sameEndpoint = (a: Endpoint, b: Endpoint): boolean =>
  a.reachable === b.reachable &&
  a.state === b.state &&
  a.contacts.length === b.contacts.length &&
  a.contacts.every((contact, index) => sameContact(contact, b.contacts[index]))
