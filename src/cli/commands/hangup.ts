/** `hangup`: ends every call of a device. */
import { mergeMap, of, EMPTY } from 'rxjs'
import { asking } from '../asking.js'
import { text } from '../meanings.js'
import { said } from '../output.js'
import { argument } from '../word.js'

export const hangup = asking(
  {
    name: 'hangup',
    summary: 'end every call of a device',
    details: [
      'Prints the channels that were asked to end, one a line; nothing, and still success, when there were none. Needs write=call or write=system.',
    ],
    words: { device: argument(text('DEVICE'), '2222: in any technology; PJSIP/2222: in that one') },
    examples: ['rx-asterisk hangup 2222'],
  },
  ({ device }, note) =>
    ({ hangup }) =>
      hangup(device).pipe(
        mergeMap((channels) => {
          if (channels.length > 0) return of(...channels.map((channel) => said(channel, { channel })))
          note(`${device} has no call`)
          return EMPTY
        }),
      ),
)
