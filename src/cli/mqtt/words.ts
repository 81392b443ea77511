/** The link to a broker in words. */
import { type BrokerState, showBridgeFault } from '../../mqtt/index.js'

/** The words for a state; undefined for one of which nobody needs to read. */
export const brokerWords = (state: BrokerState, peer: string): string | undefined => {
  switch (state._tag) {
    case 'Opening':
      return `connecting to the broker ${peer}`
    case 'Greeting':
      return `found the broker ${peer}`
    case 'Online':
      return 'everything is at the broker'
    case 'Waiting':
      return `${showBridgeFault(state.fault)}; next try in ${(state.delay / 1000).toFixed(1)} s`
    default:
      return undefined
  }
}
