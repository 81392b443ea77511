/** `call`: rings a phone and connects it; Ctrl-C before the answer cancels the call. */
import { defer, map } from 'rxjs'
import { asking } from '../asking.js'
import { pair, seconds, text } from '../valueTypes.js'
import { outputLine } from '../output.js'
import { argument, defaulted, flag, option, options } from '../word.js'

export const call = asking(
  {
    name: 'call',
    summary: 'ring a phone and connect it with an extension',
    details: [
      'Rings SOURCE. When SOURCE answers, the dialplan goes on with EXTENSION in CONTEXT, and the command ends.',
      'Ctrl-C before the answer cancels the call: the phone stops ringing. A call is never placed twice. Needs write=originate; to cancel, write=call.',
    ],
    words: {
      source: argument(text('SOURCE'), 'the phone to ring, with its technology: PJSIP/200'),
      extension: argument(text('EXTENSION'), 'what to connect it with: 240'),
      context: argument(text('CONTEXT'), 'the context of that extension: internal'),
      callerId: option(text('ID'), 'the caller id that the phone shows: "Door <30>"'),
      timeout: defaulted(seconds, 'how long to let it ring', 30),
      variable: options(pair, 'a channel variable'),
      account: option(text('CODE'), 'the account code of the call'),
      earlyMedia: flag('connect before the phone has answered'),
    },
    examples: ['rx-asterisk call PJSIP/200 240 door --caller-id "Door <30>"'],
    failing: 'nobody answered, the phone was busy or away, or the login may not call',
  },
  ({ source, extension, context, callerId, timeout, variable, account, earlyMedia }, note) =>
    ({ call }) =>
      defer(() => {
        note(`ringing ${source} for up to ${timeout} s; Ctrl-C cancels`)
        return call(source, extension, context, {
          callerId,
          timeout: timeout * 1000,
          variables: Object.fromEntries(variable),
          earlyMedia,
          account,
        })
      }).pipe(
        map(({ channel, uniqueid }) =>
          outputLine(`${channel} has answered and is connected with ${extension}@${context}`, { channel, uniqueid }),
        ),
      ),
)
