/** How a command ends: the exit codes, which failure leads to which, and what people read about it. */
import type { Failure } from '../failure.js'
import { show } from '../failure.js'

export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  noLink: 3,
  /** 128 and the number of the signal, as shells have it. */
  interrupted: 130,
  terminated: 143,
} as const

export type Exit = (typeof EXIT)[keyof typeof EXIT]

/** What each exit code means, for help and documentation. */
export const EXITS: readonly (readonly [code: Exit, means: string])[] = [
  [EXIT.ok, 'done; or stopped, for a command that runs until it is stopped'],
  [EXIT.failed, 'not done: Asterisk said no, nobody answered, mistakes were found'],
  [EXIT.usage, 'the command line is wrong, or the password is missing'],
  [EXIT.noLink, 'no link: Asterisk cannot be reached, refused the login, or the link was lost'],
  [EXIT.interrupted, 'interrupted before it was done: by Ctrl-C (SIGINT)'],
  [EXIT.terminated, 'interrupted before it was done: by SIGTERM'],
]

export const exitOf = (failure: Failure): Exit => {
  switch (failure._tag) {
    case 'InvalidAction':
      return EXIT.usage
    case 'Unreachable':
    case 'NotAmi':
    case 'LoginRefused':
    case 'LinkLost':
    case 'LinkSilent':
    case 'NotSent':
    case 'FateUnknown':
      return EXIT.noLink
    default:
      return EXIT.failed
  }
}

/** What a failure says, and what a person at a terminal can do about it. */
export const advise = (failure: Failure): string => {
  switch (failure._tag) {
    case 'LoginRefused':
      return `${show(failure)}. It says so for an unknown user, a wrong password, and an address that deny= or permit= keeps out.`
    default:
      return show(failure)
  }
}
