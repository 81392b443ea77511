/** `dtmf`: sends digits to a channel, such as the code of a door. */
import { map } from 'rxjs'
import { asking } from '../asking.js'
import { outputLine } from '../output.js'
import { seconds, text } from '../valueTypes.js'
import { argument, defaulted } from '../word.js'

export const dtmf = asking(
  {
    name: 'dtmf',
    summary: 'send digits to a channel',
    details: [
      'Sends DIGITS (0 to 9, *, # and A to D) one after the other, and ends after the last one. CHANNEL is the one that hears them. Needs write=call.',
    ],
    words: {
      channel: argument(text('CHANNEL'), 'the channel that hears them: PJSIP/30-00000004'),
      digits: argument(text('DIGITS'), 'what to send: 4711#'),
      duration: defaulted(seconds, 'how long a digit sounds, 0.1 to 0.5', 0.1),
      gap: defaulted(seconds, 'the silence between two digits', 0.1),
    },
    examples: ["rx-asterisk dtmf PJSIP/30-00000004 '4711#'"],
    failing: 'the channel is gone, or the login may not do it',
  },
  ({ channel, digits, duration, gap }) =>
    ({ sendDtmf }) =>
      sendDtmf(channel, digits, { duration: duration * 1000, gap: gap * 1000 }).pipe(
        map(() => outputLine(`${digits.length} digits were sent to ${channel}`, { channel, sent: digits.length })),
      ),
)
