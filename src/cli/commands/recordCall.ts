/** `record-call`: records a call in a file of the server, until the call ends or the command is stopped. */
import { map, takeUntil, timer } from 'rxjs'
import { lasting } from '../asking.js'
import { outputLine } from '../output.js'
import { seconds, text } from '../valueTypes.js'
import { argument, flag, option } from '../word.js'

export const recordCall = lasting(
  {
    name: 'record-call',
    summary: 'record both sides of a call in a file of the server',
    details: [
      'Records until the call ends, until Ctrl-C, or for --for SECONDS. FILE is on the machine of Asterisk, below its folder "monitor" unless it begins with /.',
      'Asterisk does not report a file that it cannot write: look for the file once. Needs write=system, and read=call to see the end of the call.',
    ],
    words: {
      channel: argument(text('CHANNEL'), 'a channel of the call: PJSIP/200-00000003'),
      file: argument(text('FILE'), 'where to record, in the format of its ending: door.wav'),
      for: option(seconds, 'stop after this time', 'until Ctrl-C'),
      append: flag('continue an existing file', 'a'),
      onlyBridged: flag('record only while two talk'),
    },
    examples: ['rx-asterisk record-call PJSIP/200-00000003 door.wav --for 60'],
    failing: 'the channel is gone, or the login may not record',
  },
  ({ channel, file, for: length, append, onlyBridged }) =>
    ({ recording }) => {
      const recorded$ = recording(channel, file, { append, onlyBridged })
      return (length === undefined ? recorded$ : recorded$.pipe(takeUntil(timer(length * 1000)))).pipe(
        map(() => outputLine(`${channel} is recorded in ${file}`, { channel, file })),
      )
    },
)
