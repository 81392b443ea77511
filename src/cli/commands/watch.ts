/** `watch`: prints a line for each thing that happens, until it is stopped. Changes nothing. */
import { map } from 'rxjs'
import { lasting } from '../asking.js'
import { stamped } from '../clock.js'
import { SELECTION, watching } from '../watching.js'

export const watch = lasting(
  {
    name: 'watch',
    summary: 'watch calls, UserEvents, devices, mailboxes, queues or any event',
    details: [
      'Without a selection: every channel and every UserEvent. Ends with Ctrl-C. An outage does not end it, and is reported on stderr. Changes nothing.',
      'Needs read=call,user, and write=call to list the calls that run already.',
    ],
    words: SELECTION,
    examples: [
      'rx-asterisk watch',
      'rx-asterisk watch --device 2222 --user-event Door',
      "rx-asterisk watch --event '*' --json",
    ],
    failing: 'something could not be read',
  },
  (selection) => (asterisk) => watching(asterisk, selection).pipe(map(stamped)),
)
