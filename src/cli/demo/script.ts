/** What one types to let things happen in a simulated Asterisk: a line → what to do, or why not. */
import * as E from 'fp-ts/lib/Either.js'
import type { Manner, Simulation } from '../../testing/index.js'

type Deed = (pbx: Simulation) => void

interface Verb {
  readonly usage: string
  readonly does: string
  /** Nothing, when the words do not fit the usage. */
  readonly read: (words: readonly string[]) => Deed | undefined
}

/** `2222` is a PJSIP phone here. */
export const endpointOf = (phone: string): string => (phone.includes('/') ? phone : `PJSIP/${phone}`)

const boxOf = (mailbox: string): string => (mailbox.includes('@') ? mailbox : `${mailbox}@default`)

const MANNERS: Readonly<Record<string, Manner>> = {
  answers: { _tag: 'Answers', after: 1000 },
  rings: { _tag: 'Rings' },
  busy: { _tag: 'Busy' },
  rejects: { _tag: 'Rejects' },
  away: { _tag: 'Unregistered' },
}

const headersOf = (pairs: readonly string[]): Readonly<Record<string, string>> | undefined =>
  pairs.every((pair) => pair.indexOf('=') > 0)
    ? Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
    : undefined

/** A verb with so many words after it. */
const fixed =
  (count: number, deed: (pbx: Simulation, ...words: readonly string[]) => void): Verb['read'] =>
  (words) =>
    words.length === count
      ? (pbx) => {
          deed(pbx, ...words)
        }
      : undefined

const VERBS: Readonly<Record<string, Verb>> = {
  dial: {
    usage: 'dial PHONE EXTENSION',
    does: 'a phone calls another: dial 200 2222',
    read: fixed(2, (pbx, phone = '', extension = '') => pbx.dial(endpointOf(phone), extension)),
  },
  hangup: {
    usage: 'hangup PHONE',
    does: 'it hangs up',
    read: fixed(1, (pbx, phone = '') => {
      pbx.hangup(endpointOf(phone))
    }),
  },
  press: {
    usage: 'press PHONE DIGITS',
    does: 'keys during a call',
    read: fixed(2, (pbx, phone = '', digits = '') => {
      pbx.press(endpointOf(phone), digits)
    }),
  },
  phone: {
    usage: 'phone PHONE MANNER',
    does: `from now on it ${Object.keys(MANNERS).join(', ')}: phone 30 busy`,
    read: ([phone, word, ...more]) => {
      const manner = MANNERS[word ?? '']
      if (phone === undefined || manner === undefined || more.length > 0) return undefined
      return (pbx) => {
        pbx.phone(endpointOf(phone), manner)
      }
    },
  },
  event: {
    usage: 'event NAME [KEY=VALUE]…',
    does: 'the dialplan sends a UserEvent: event Door Source=front',
    read: ([name, ...pairs]) => {
      const headers = headersOf(pairs)
      if (name === undefined || headers === undefined) return undefined
      return (pbx) => {
        pbx.userEvent(name, headers)
      }
    },
  },
  bell: {
    usage: 'bell',
    does: 'somebody presses the doorbell: UserEvent(Door,Source: front)',
    read: fixed(0, (pbx) => {
      pbx.run('bell', 'door')
    }),
  },
  message: {
    usage: 'message MAILBOX',
    does: 'somebody leaves a message: message 2222',
    read: fixed(1, (pbx, mailbox = '') => {
      pbx.leaveMessage(boxOf(mailbox))
    }),
  },
  drop: {
    usage: 'drop',
    does: 'all links break; new ones are welcome',
    read: fixed(0, (pbx) => {
      pbx.faults.drop('reset')
    }),
  },
  kill: {
    usage: 'kill',
    does: 'as kill -9: links and calls are gone; nobody answers until start',
    read: fixed(0, (pbx) => {
      pbx.faults.kill()
    }),
  },
  start: {
    usage: 'start',
    does: 'after kill',
    read: fixed(0, (pbx) => {
      pbx.faults.start()
    }),
  },
}

const WIDTH = Math.max(...Object.values(VERBS).map(({ usage }) => usage.length)) + 2

export const SCRIPT_HELP = Object.values(VERBS)
  .map(({ usage, does }) => `  ${usage.padEnd(WIDTH)}${does}`)
  .join('\n')

/** Words; a text with blanks stands in double quotes: `event Call "Value=Jörg Müller"`. */
const wordsOf = (line: string): readonly string[] =>
  (line.match(/(?:"[^"]*"|[^\s"])+/g) ?? []).map((word) => word.replaceAll('"', ''))

/** Understands a line. */
export const deedOf = (line: string): E.Either<string, Deed> => {
  const [first = '', ...words] = wordsOf(line)
  const verb = Object.hasOwn(VERBS, first) ? VERBS[first] : undefined
  if (verb === undefined) return E.left(`${JSON.stringify(first)} is none of ${Object.keys(VERBS).join(', ')}`)
  return E.fromNullable(`it is: ${verb.usage}`)(verb.read(words))
}
