/** Lines that control a simulated Asterisk: a line → an effect, or the reason why it is wrong. */
import * as E from 'fp-ts/lib/Either.js'
import type { PhoneBehaviour, Simulation } from '../../testing/index.js'

export type ScriptEffect = (pbx: Simulation) => void

interface Verb {
  readonly usage: string
  readonly does: string
  /** Undefined for words that do not fit the usage. */
  readonly read: (words: readonly string[]) => ScriptEffect | undefined
}

/** A phone without a technology is a PJSIP phone: `2222`. */
export const endpointOf = (phone: string): string => (phone.includes('/') ? phone : `PJSIP/${phone}`)

const boxOf = (mailbox: string): string => (mailbox.includes('@') ? mailbox : `${mailbox}@default`)

const BEHAVIOURS: Readonly<Record<string, PhoneBehaviour>> = {
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

/** A verb with an exact number of words after it. */
const fixed =
  (count: number, effect: (pbx: Simulation, ...words: readonly string[]) => void): Verb['read'] =>
  (words) =>
    words.length === count
      ? (pbx) => {
          effect(pbx, ...words)
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
    does: 'the phone hangs up',
    read: fixed(1, (pbx, phone = '') => {
      pbx.hangup(endpointOf(phone))
    }),
  },
  press: {
    usage: 'press PHONE DIGITS',
    does: 'the phone presses keys during a call',
    read: fixed(2, (pbx, phone = '', digits = '') => {
      pbx.press(endpointOf(phone), digits)
    }),
  },
  phone: {
    usage: 'phone PHONE BEHAVIOUR',
    does: `sets the behaviour of a phone (${Object.keys(BEHAVIOURS).join(', ')}): phone 30 away`,
    read: ([phone, word, ...more]) => {
      const behaviour = BEHAVIOURS[word ?? '']
      if (phone === undefined || behaviour === undefined || more.length > 0) return undefined
      return (pbx) => {
        pbx.phone(endpointOf(phone), behaviour)
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
  join: {
    usage: 'join PHONE QUEUE',
    does: 'a phone calls a queue and waits in it: join 30 support',
    read: fixed(2, (pbx, phone = '', queue = '') => {
      pbx.queue(queue).join(endpointOf(phone))
    }),
  },
  take: {
    usage: 'take MEMBER QUEUE',
    does: 'a member of a queue answers the caller that waits longest: take 2222 support',
    read: fixed(2, (pbx, member = '', queue = '') => {
      pbx.queue(queue).connect(endpointOf(member))
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
    does: 'all links break; new ones are accepted',
    read: fixed(0, (pbx) => {
      pbx.faults.drop('reset')
    }),
  },
  kill: {
    usage: 'kill',
    does: 'like kill -9: links and calls are gone, and connections are refused until start',
    read: fixed(0, (pbx) => {
      pbx.faults.kill()
    }),
  },
  start: {
    usage: 'start',
    does: 'starts Asterisk again after kill',
    read: fixed(0, (pbx) => {
      pbx.faults.start()
    }),
  },
}

const WIDTH = Math.max(...Object.values(VERBS).map(({ usage }) => usage.length)) + 2

export const SCRIPT_HELP = Object.values(VERBS)
  .map(({ usage, does }) => `  ${usage.padEnd(WIDTH)}${does}`)
  .join('\n')

/** The words of a line; double quotes keep a text with blanks together: `event Call "Value=Jörg Müller"`. */
const wordsOf = (line: string): readonly string[] =>
  (line.match(/(?:"[^"]*"|[^\s"])+/g) ?? []).map((word) => word.replaceAll('"', ''))

/** Reads a line. */
export const effectOf = (line: string): E.Either<string, ScriptEffect> => {
  const [first = '', ...words] = wordsOf(line)
  const verb = Object.hasOwn(VERBS, first) ? VERBS[first] : undefined
  if (verb === undefined) return E.left(`${JSON.stringify(first)} is none of ${Object.keys(VERBS).join(', ')}`)
  return E.fromNullable(`it is: ${verb.usage}`)(verb.read(words))
}
