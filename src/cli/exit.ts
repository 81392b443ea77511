/** The exit codes of commands, and the text for a failure that ends one. */
import { type Failure, show } from '../index.js'

export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  noLink: 3,
  /** 128 plus the number of the signal, like in shells. */
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const

export type Exit = (typeof EXIT)[keyof typeof EXIT]

/** A text for each exit code, for help and documentation. */
export const EXITS: readonly (readonly [code: Exit, text: string])[] = [
  [EXIT.ok, 'done; or stopped, for a command that runs until it is stopped'],
  [EXIT.failed, 'not done: Asterisk refused, nobody answered, there were mistakes, or the output could not be written'],
  [
    EXIT.usage,
    'the command line or the environment is wrong, the password is missing, or a directory has no connection',
  ],
  [EXIT.noLink, 'no link: Asterisk cannot be reached, refused the login, or the link was lost'],
  [EXIT.hungUp, 'interrupted before it was done: by SIGHUP, as when its terminal is closed'],
  [EXIT.interrupted, 'interrupted before it was done: by Ctrl-C (SIGINT)'],
  [EXIT.terminated, 'interrupted before it was done: by SIGTERM'],
]

/** Exit code 3 of a command that runs through every outage. */
export const REFUSED_LOGIN = 'Asterisk refused the login; every other outage is waited for'
/** Exit code 3 of a command that does so without `--once`. */
export const REFUSED_OR_ONCE =
  'Asterisk refused the login; with --once also: it cannot be reached, or the link was lost'

export const exitOf = (failure: Failure): Exit => {
  switch (failure._tag) {
    case 'InvalidAction':
      return EXIT.usage
    case 'Unreachable':
    case 'NotAmi':
    case 'LoginRefused':
    case 'LinkLost':
    case 'LinkSilent':
    case 'BusLost':
    case 'BusLoginRefused':
    case 'NotSent':
    case 'FateUnknown':
      return EXIT.noLink
    default:
      return EXIT.failed
  }
}

/** The failure as a sentence, with advice for a person at a terminal. */
export const advise = (failure: Failure): string => {
  switch (failure._tag) {
    case 'LoginRefused':
      return `${show(failure)}. Possible reasons: an unknown user, a wrong password, or an address that deny= or permit= excludes.`
    default:
      return show(failure)
  }
}
