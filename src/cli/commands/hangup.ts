/** `hangup`: ends every call of a device. */
import { EMPTY, mergeMap, of } from 'rxjs'
import { asking } from '../asking.js'
import { text } from '../valueTypes.js'
import { outputLine } from '../output.js'
import { argument } from '../word.js'

export const hangup = asking(
  {
    name: 'hangup',
    summary: 'end every call of a device',
    details: [
      'Prints the channels that were asked to end, one per line. Without a call it prints nothing and succeeds. Needs write=call or write=system.',
    ],
    words: { device: argument(text('DEVICE'), '2222: in any technology; PJSIP/2222: in that one') },
    examples: ['rx-asterisk hangup 2222'],
  },
  ({ device }, note) =>
    ({ hangup }) =>
      hangup(device).pipe(
        mergeMap((channels) => {
          if (channels.length > 0) return of(...channels.map((channel) => outputLine(channel, { channel })))
          note(`${device} has no call`)
          return EMPTY
        }),
      ),
)
