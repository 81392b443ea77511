/** `call`: rings a phone, or several, and connects it; Ctrl-C before the answer cancels the call. */
import { catchError, mergeMap, type Observable, of, throwError } from 'rxjs'
import { AmiError, type Call } from '../../index.js'
import { asking } from '../asking.js'
import { oneOf, pair, seconds, text } from '../valueTypes.js'
import { argument, defaulted, flag, option, optional, options } from '../word.js'
import { callLines } from './callLines.js'
import { contextOf, USUAL_CONTEXTS, withContextHint } from './contextOf.js'
import { phone, whenAccepted } from './ringing.js'

interface Places {
  readonly sources: readonly string[]
  readonly extension: string
  readonly context: string | undefined
}

/** The phones and the place of a command line: with `--first`, its first word is the extension. */
const placesOf = (
  first: string | undefined,
  source: string,
  extension: string | undefined,
  context: string | undefined,
): Places => {
  const mistake = (why: string): AmiError => new AmiError({ _tag: 'InvalidAction', action: 'Originate', why })
  if (first === undefined) {
    if (extension === undefined) throw mistake('EXTENSION is missing: what to connect the phone with')
    return { sources: [phone(source)], extension, context }
  }
  if (context !== undefined) throw mistake('with --first there is no SOURCE: give EXTENSION and CONTEXT only')
  const sources = first
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  return { sources: sources.map(phone), extension: source, context: extension }
}

export const call = asking(
  {
    name: 'call',
    summary: 'ring a phone and connect it with an extension',
    details: [
      'Rings SOURCE. When SOURCE answers, the dialplan goes on with EXTENSION in CONTEXT, and the command ends. With --first there is no SOURCE: the first of these phones that answers is connected, and the others stop ringing.',
      'Without CONTEXT it is the first of from-internal, internal and default that has EXTENSION, where the login may ask the dialplan; else it is internal.',
      'Ctrl-C before the answer cancels the call: the phone stops ringing. A call is never placed twice. When the link is lost, the next one decides the call. Needs write=originate and read=call; to cancel, write=call.',
    ],
    words: {
      source: argument(text('SOURCE'), 'the phone to ring: PJSIP/200, or 200 for short'),
      extension: optional(text('EXTENSION'), 'what to connect it with: 240'),
      context: optional(text('CONTEXT'), 'the context of that extension', USUAL_CONTEXTS.join(', ')),
      first: option(text('PHONES'), 'ring several phones: 200,300,2222'),
      strategy: defaulted(oneOf('STRATEGY', 'all', 'oneAfterTheOther', 'widening'), 'how several phones ring', 'all'),
      follow: flag('stay until the end of the call: print who has taken it, and how it ended', 'f'),
      callerId: option(text('ID'), 'the caller id that the phone shows: "Door <30>"'),
      timeout: defaulted(seconds, 'how long to let it ring', 30),
      variable: options(pair, 'a channel variable'),
      account: option(text('CODE'), 'the account code of the call'),
      earlyMedia: flag('connect before the phone has answered'),
    },
    examples: [
      'rx-asterisk call PJSIP/200 240 door --caller-id "Door <30>"',
      'rx-asterisk call --first 200,300,2222 240 door --timeout 20 --follow',
    ],
    failing: 'nobody answered, the phone was busy or away, or the login may not call',
  },
  ({ source, extension: exten, context: given, first, strategy, follow, timeout, variable, ...rest }, note) =>
    (asterisk) => {
      const { sources, extension, context: named } = placesOf(first, source, exten, given)
      const { callerId, account, earlyMedia } = rest
      const wanted = { callerId, account, earlyMedia, timeout: timeout * 1000, variables: Object.fromEntries(variable) }
      const place = (context: string): Observable<Call> =>
        first === undefined
          ? asterisk.call(phone(source), extension, context, wanted)
          : asterisk.callFirst(sources, extension, context, { ...wanted, strategy })
      const accepted = (): void => {
        note(`ringing ${sources.join(', ')} for up to ${timeout} s; Ctrl-C cancels`)
      }
      return (named === undefined ? contextOf(asterisk, extension) : of(named)).pipe(
        mergeMap((context) =>
          whenAccepted(asterisk, place(context), accepted).pipe(
            catchError((error: unknown) =>
              throwError((): unknown => (named === undefined ? withContextHint(error, extension, context) : error)),
            ),
            mergeMap((answered) => callLines(answered, `${extension}@${context}`, follow)),
          ),
        ),
      )
    },
)
