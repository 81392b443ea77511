/** `retrieve`: a phone takes a parked call back. */
import { mergeMap } from 'rxjs'
import { asking } from '../asking.js'
import { seconds, text } from '../valueTypes.js'
import { argument, defaulted, flag, option } from '../word.js'
import { callLines } from './callLines.js'
import { phone, whenAccepted } from './ringing.js'

export const retrieve = asking(
  {
    name: 'retrieve',
    summary: 'ring a phone and connect it with a parked call',
    details: [
      'Rings SOURCE. When SOURCE answers, it talks to the call that is parked at SPACE, and the command ends. Ctrl-C before the answer cancels this; the call stays parked.',
      'park prints the space of a call. Nobody is rung for an empty space. Needs write=originate,call and read=call.',
    ],
    words: {
      source: argument(text('SOURCE'), 'the phone to ring: PJSIP/200, or 200 for short'),
      space: argument(text('SPACE'), 'the space of the call: 701'),
      lot: defaulted(text('LOT'), 'the parking lot', 'default'),
      follow: flag('stay until the end of the call, and print how it ended', 'f'),
      callerId: option(text('ID'), 'the caller id that the phone shows: "Reception <0>"'),
      timeout: defaulted(seconds, 'how long to let it ring', 30),
    },
    examples: ['rx-asterisk retrieve 200 701', 'rx-asterisk retrieve 200 701 --lot sales --timeout 10'],
    failing: 'no call is parked there, nobody answered, or the login may not call',
  },
  ({ source, space, lot, follow, callerId, timeout }, note) =>
    (asterisk) =>
      whenAccepted(
        asterisk,
        asterisk.retrieve(lot, space, phone(source), { callerId, timeout: timeout * 1000 }),
        () => {
          note(`ringing ${phone(source)} for up to ${timeout} s; Ctrl-C cancels`)
        },
      ).pipe(mergeMap((answered) => callLines(answered, `the call at ${space} of ${lot}`, follow))),
)
