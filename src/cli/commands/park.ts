/** `park`: parks a call and prints its place. */
import { map } from 'rxjs'
import { asking } from '../asking.js'
import { outputLine } from '../output.js'
import { seconds, text } from '../valueTypes.js'
import { argument, option } from '../word.js'

export const park = asking(
  {
    name: 'park',
    summary: 'park a call and print its place',
    details: [
      'Parks CHANNEL, and hangs up its partner. Prints the space, from which a phone takes the call back. After the time of the lot the call rings at the phone that it came from. Needs write=call.',
    ],
    words: {
      channel: argument(text('CHANNEL'), 'the channel that waits: PJSIP/30-00000004'),
      lot: option(text('LOT'), 'the parking lot', 'that of the channel'),
      space: option(text('SPACE'), 'a space of the lot', 'a free one'),
      timeout: option(seconds, 'how long the call may stay', 'the time of the lot'),
      parker: option(text('PHONE'), 'the phone that rings after that time: PJSIP/200'),
    },
    examples: ['rx-asterisk park PJSIP/30-00000004'],
    failing: 'the channel is gone, there is no such lot, or the login may not park',
  },
  ({ channel, lot, space, timeout, parker }) =>
    ({ park }) =>
      park(channel, { lot, space, timeout: timeout === undefined ? undefined : timeout * 1000, parker }).pipe(
        map((parked) =>
          outputLine(`${parked.channel} is parked at ${parked.space} of ${parked.lot}`, {
            channel: parked.channel,
            lot: parked.lot,
            space: parked.space,
          }),
        ),
      ),
)
