/** The functions for a call that runs: move it, park it, record it, send it digits. */
import type { Observable } from 'rxjs'
import type { ParkedCall } from '../model/parked/parkedCall.js'
import type { Call } from './calls/handle.js'
import type { CallOptions } from './originate.js'
import type { ParkingOptions } from './park.js'
import type { Recording, RecordingOptions } from './recording.js'
import type { RedirectOptions } from './redirect.js'
import type { DtmfOptions } from './sendDtmf.js'

/**
 * The functions for a call that runs. A channel is given by its name (`PJSIP/200-00000003`) or its Uniqueid, as `call`, `channel$` and the
 * events show them. All are cold: each subscription sends once, and nothing is sent again.
 */
export interface CallControl {
  /**
   * Moves a channel to an extension; emits once when Asterisk has accepted it. The channel that it talks to is hung up, unless
   * `other` names it: then both move at the same moment.
   *
   *     redirect(…)   --v|    v: the extension exists, and Asterisk has accepted the move
   *
   * Asterisk hangs up a call that is moved to an extension that does not exist. So the dialplan is asked first, and such a move fails with
   * `CallFailed` (noExtension): nothing is sent, and the call goes on. Fails with `InvalidAction` where Asterisk cannot tell (its module
   * func_dialplan.so is not loaded), and with `Refused`, `FateUnknown`, `NotSent`, `TimedOut`. Needs write class `call`.
   *
   * @example
   * import { connect } from 'rx-asterisk'
   *
   * const asterisk = connect({ username: 'admin', password: 'secret' })
   * // both sides of a call into the conference 8000
   * asterisk.perform(asterisk.redirect('PJSIP/200-00000003', 'internal', '8000', { other: 'PJSIP/30-00000004' }))
   */
  readonly redirect: (channel: string, context: string, exten: string, options?: RedirectOptions) => Observable<void>
  /**
   * Sends the partner of a channel to an extension, as the transfer key of a phone does; the channel itself is hung up. Emits once when
   * Asterisk has accepted it.
   *
   *     transfer(…)   --v|    v: the partner goes to the extension
   *
   * The dialplan is asked first, as by `redirect`. Fails with `CallFailed` (noExtension), `Refused` (`Transfer invalid`: the channel talks
   * to nobody), `InvalidAction`, `FateUnknown`, `NotSent`, `TimedOut`. Needs write class `call`.
   *
   * @example
   * import { connect } from 'rx-asterisk'
   *
   * const asterisk = connect({ username: 'admin', password: 'secret' })
   * asterisk.perform(asterisk.transfer('PJSIP/200-00000003', 'internal', '2222'))
   */
  readonly transfer: (channel: string, context: string, exten: string) => Observable<void>
  /**
   * Sends digits to a channel, such as the code of a door; emits once when the last one was sent. A digit sounds for `duration`
   * milliseconds (100), and the next one begins `gap` milliseconds (100) after it.
   *
   *     sendDtmf(…, '12')   1--2-v|    v: the last digit was sent
   *
   * Asterisk stops the whole login while a digit sounds, so the digits go one by one, and other actions and events pass between them. Digits
   * of several subscriptions do not mix: they follow one another. Unsubscribing sends no more digits. When the link is lost between two
   * digits the rest is not sent, and it fails with `FateUnknown`. Fails with `Refused`, `InvalidAction`, `NotSent`, `TimedOut`. Needs write
   * class `call`.
   *
   * @example
   * import { connect } from 'rx-asterisk'
   *
   * const asterisk = connect({ username: 'admin', password: 'secret' })
   * asterisk.perform(asterisk.sendDtmf('PJSIP/30-00000004', '4711#'))
   */
  readonly sendDtmf: (channel: string, digits: string, options?: DtmfOptions) => Observable<void>
  /**
   * Records both sides of a channel in a file of the server, in the format of its name (`.wav`). A relative name is below Asterisk's folder
   * `monitor`. Emits once when Asterisk has begun, and completes when the channel has ended; unsubscribing ends the recording.
   *
   *     recording(…)   --r--------|    r: it has begun; the channel has ended
   *     recording(…)   --r--!          unsubscribed: the recording ends, the call goes on
   *
   * **A value is no proof of a file.** Asterisk answers Success also where it cannot write: a folder that may not be made, a full disk, an
   * unknown format. It writes this to its log only.
   *
   * The recording survives an outage of the link, and is ended over the next one. An end of the channel during the outage is not seen. A
   * recording that cannot be ended is on `fault$` as `MayStillRecord`. Fails with `Refused`, `InvalidAction`, `FateUnknown`, `NotSent`,
   * `TimedOut`. Needs write class `system`, and read class `call` to see the end of the channel.
   *
   * @example
   * import { connect } from 'rx-asterisk'
   * import { takeUntil, timer } from 'rxjs'
   *
   * const asterisk = connect({ username: 'admin', password: 'secret' })
   * asterisk.perform(asterisk.recording('PJSIP/200-00000003', 'door.wav').pipe(takeUntil(timer(60_000))))
   */
  readonly recording: (channel: string, file: string, options?: RecordingOptions) => Observable<Recording>
  /**
   * Parks a channel, and emits its place in the parking lot. The channel that it talks to is hung up.
   *
   *     park(…)   --p|    p: { lot, space, timesOutAt, … }
   *
   * `parked$` has all parked calls. Unsubscribing does not take the call back. Fails with `Refused` (`Park action failed`: no such
   * lot, for example), `FateUnknown` (parked, and Asterisk did not tell the place), `InvalidAction`, `NotSent`, `TimedOut`. Needs write
   * class `call`.
   *
   * @example
   * import { connect } from 'rx-asterisk'
   * import { concatMap } from 'rxjs'
   *
   * const asterisk = connect({ username: 'admin', password: 'secret' })
   * const parkedFor = (channel: string, phone: string) =>
   *   asterisk.park(channel).pipe(concatMap(({ lot, space }) => asterisk.retrieve(lot, space, phone)))
   */
  readonly park: (channel: string, options?: ParkingOptions) => Observable<ParkedCall>
  /**
   * Rings `source`, and when `source` answers connects it with the call that is parked at this place. The same as `call` in everything else:
   * it is placed once, unsubscribing before the value stops the ringing, and the options are those of `call`.
   *
   *     retrieve(…)   ------c|    c: { channel, uniqueid }, the source has answered
   *
   * A place without a call fails with `CallFailed` (noExtension), and nobody is rung. The parked call may end while the phone rings: then
   * Asterisk hangs up the phone that answered. Fails as `call` does. Needs write classes `call` and `originate`, and read class `call`.
   *
   * @example
   * import { connect } from 'rx-asterisk'
   *
   * const asterisk = connect({ username: 'admin', password: 'secret' })
   * asterisk.perform(asterisk.retrieve('default', '701', 'PJSIP/200', { timeout: 15_000 }))
   */
  readonly retrieve: (lot: string, space: string, source: string, options?: string | CallOptions) => Observable<Call>
}
