/** The faults of a bridge, and their sentences. No case contains a secret. */
import { type Failure, show } from '../index.js'

/** A fault of the link to the broker, which ends the link. */
export type BrokerFault =
  /** No link could be opened, or an open link was lost. `peer` is the address, without name and password. */
  | { readonly _tag: 'BrokerLost'; readonly peer: string; readonly why: string }
  /** The broker refused the login. */
  | { readonly _tag: 'BrokerRefused'; readonly peer: string; readonly why: string }
  /** The package `mqtt` is not installed. */
  | { readonly _tag: 'PackageMissing'; readonly why: string }

/** A fault of a bridge. Only `NameTaken`, `PackageMissing`, and a login that was never accepted end the bridge. */
export type BridgeFault =
  | BrokerFault
  | { readonly _tag: 'AsteriskFault'; readonly failure: Failure }
  /** The broker does not take messages on this topic, or this program may not send there. */
  | { readonly _tag: 'TopicRefused'; readonly topic: string; readonly why: string }
  /** The broker accepted `bridge`, and did not return it: an access list may drop messages silently. */
  | { readonly _tag: 'NotReturned'; readonly topic: string }
  /** The broker is too slow for the events: so many were dropped. States are not concerned. */
  | { readonly _tag: 'EventsDropped'; readonly dropped: number }
  /** Another bridge runs under the same name. */
  | { readonly _tag: 'NameTaken'; readonly server: string; readonly instance: string }

/**
 * One sentence with the cause and, if known, the fix.
 *
 * @example
 * import { showBridgeFault } from 'rx-asterisk/mqtt'
 *
 * showBridgeFault({ _tag: 'BrokerLost', peer: 'mqtt://broker:1883', why: 'connect ECONNREFUSED' })
 * // 'no link to the broker mqtt://broker:1883: connect ECONNREFUSED'
 */
export const showBridgeFault = (fault: BridgeFault): string => {
  switch (fault._tag) {
    case 'BrokerLost':
      return `no link to the broker ${fault.peer}: ${fault.why}`
    case 'BrokerRefused':
      return `the broker ${fault.peer} refused the login: ${fault.why}; check its user, its password and its access list`
    case 'PackageMissing':
      return `the package mqtt cannot be loaded (${fault.why}); install it: npm install mqtt, or for the command line npm install --global mqtt`
    case 'AsteriskFault':
      return show(fault.failure)
    case 'TopicRefused':
      return `the broker refused ${fault.topic}: ${fault.why}; allow it in the broker's access list`
    case 'NotReturned':
      return `the broker did not return ${fault.topic}: allow this user to read and write it in the broker's access list`
    case 'EventsDropped':
      return `the broker is too slow for so many events: ${fault.dropped} were dropped, states were not`
    case 'NameTaken':
      return `another bridge (${fault.instance}) runs as server ${fault.server}: end it, or give this one another server name`
  }
}

/** True for a fault that a new try would not mend, where no link was ever open. */
export const isFinal = ({ _tag }: BrokerFault): boolean => _tag !== 'BrokerLost'
