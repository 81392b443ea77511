/** States of a bus in words. */
import { show } from '../index.js'
import type { BusState } from '../nats/index.js'

export const busWords = (peer: string, state: BusState): string => {
  switch (state._tag) {
    case 'Connecting':
      return `connecting to the bus at ${peer}`
    case 'Up':
      return `the bus at ${peer} answers`
    case 'Away':
      return show(state.failure)
  }
}
