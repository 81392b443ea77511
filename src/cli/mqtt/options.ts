/** The words of `mqtt`, and the exit code for a bridge that ended by itself. */
import type { BridgeFault } from '../../mqtt/index.js'
import { EXIT, type Exit } from '../exit.js'

/** The words that say what is bridged. */
export interface MqttWords {
  readonly file: string | undefined
  readonly broker: string | undefined
  readonly server: string | undefined
  readonly device: readonly string[]
  readonly mailbox: readonly string[]
  readonly event: readonly string[]
}

/** All words of the command. */
export interface MqttOptions extends MqttWords {
  readonly check: boolean
  readonly forget: boolean
  /** Seconds. */
  readonly wait: number | undefined
  readonly readyFile: string | undefined
  readonly json: boolean
  readonly quiet: boolean
}

/** The exit code for the fault that ended a bridge. */
export const exitOfFault = ({ _tag }: BridgeFault): Exit => {
  switch (_tag) {
    case 'NameTaken':
      return EXIT.failed
    case 'PackageMissing':
      return EXIT.usage
    default:
      return EXIT.noLink
  }
}
