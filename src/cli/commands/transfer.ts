/** `transfer`: moves a call that runs to another extension. */
import { map, mergeMap, of } from 'rxjs'
import { asking } from '../asking.js'
import { outputLine } from '../output.js'
import { text } from '../valueTypes.js'
import { argument, flag, option, optional } from '../word.js'
import { contextOf, USUAL_CONTEXTS } from './contextOf.js'

const CHANNEL = text('CHANNEL')

export const transfer = asking(
  {
    name: 'transfer',
    summary: 'send a call that runs to another extension',
    details: [
      'Sends the partner of CHANNEL to EXTENSION of CONTEXT, as the transfer key of a phone does, and CHANNEL is hung up. With --itself CHANNEL moves and its partner is hung up; with --other both move.',
      'Without CONTEXT it is the first of from-internal, internal and default that has EXTENSION, where the login may ask the dialplan; else it is internal.',
      'The dialplan is asked first: a call is never lost to an extension that does not exist. `rx-asterisk watch` shows the names of channels. Needs write=call.',
    ],
    words: {
      channel: argument(CHANNEL, 'a channel of the call: PJSIP/200-00000003'),
      extension: argument(text('EXTENSION'), 'where the call goes: 2222'),
      context: optional(text('CONTEXT'), 'the context of that extension', USUAL_CONTEXTS.join(', ')),
      itself: flag('move the channel itself, not its partner'),
      other: option(CHANNEL, 'move the channel itself, and this one with it'),
    },
    examples: [
      'rx-asterisk transfer PJSIP/200-00000003 2222',
      'rx-asterisk transfer PJSIP/200-00000003 8000 internal --other PJSIP/30-00000004',
    ],
    failing: 'the extension does not exist, the channel is gone or talks to nobody, or the login may not do it',
  },
  ({ channel, extension, context: named, itself, other }) =>
    (asterisk) => {
      const isMoved = itself || other !== undefined
      const who = other === undefined ? (isMoved ? channel : `the partner of ${channel}`) : `${channel} and ${other}`
      const moved = (context: string) =>
        isMoved
          ? asterisk.redirect(channel, context, extension, { other })
          : asterisk.transfer(channel, context, extension)
      return (named === undefined ? contextOf(asterisk, extension) : of(named)).pipe(
        mergeMap((context) =>
          moved(context).pipe(
            map(() =>
              outputLine(`${who} ${other === undefined ? 'goes' : 'go'} to ${extension}@${context}`, {
                channel,
                extension,
                context,
                moved: isMoved ? 'itself' : 'partner',
                ...(other === undefined ? {} : { other }),
              }),
            ),
          ),
        ),
      )
    },
)
