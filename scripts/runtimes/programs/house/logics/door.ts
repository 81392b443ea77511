import { AmiError } from 'rx-asterisk'
import type { LogicHandler } from 'rx-asterisk/smarthome'
import { Observable } from 'rxjs'

/** Shows that it was given a stream of the very rxjs, and errors of the very package, that it imports itself. */
const door: LogicHandler = ({ source }, { asterisk }) => {
  const isSame = asterisk.status$ instanceof Observable && new AmiError({ _tag: 'LinkLost', why: '' }) instanceof Error
  console.log(`the door: ${source} ${String(isSame)}`)
}

export default door
