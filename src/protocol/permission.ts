/** Class authorization: the classes that a login needs for an action or an event. */

import { ACTION_TABLE } from './catalog/actionTable.js'
import { EVENT_TABLE } from './catalog/eventTable.js'
import { classesOf } from './catalog/line.js'

/** The class names of manager.conf's `read=` and `write=` (Asterisk 22, `manager.c:perms`). */
export const AUTHORIZATION_CLASSES = [
  'system',
  'call',
  'log',
  'verbose',
  'command',
  'agent',
  'user',
  'config',
  'dtmf',
  'reporting',
  'cdr',
  'dialplan',
  'originate',
  'agi',
  'cc',
  'aoc',
  'test',
  'security',
  'message',
] as const

/** A class of manager.conf's `read=` and `write=` lines. */
export type AuthorizationClass = (typeof AUTHORIZATION_CLASSES)[number]

const isClass = (word: string): word is AuthorizationClass => AUTHORIZATION_CLASSES.some((each) => each === word)

/** The classes in a list such as `call,all`. */
export const classesIn = (words: string): readonly AuthorizationClass[] => words.split(',').filter(isClass)

/** The write classes of which any one allows the action. Empty for actions that every login may send, and for unknown actions. */
export const writeClasses = (action: string): readonly AuthorizationClass[] =>
  classesIn(classesOf(ACTION_TABLE, action))

/** The read classes that an event needs, all of them. Empty for items of lists, and for unknown events. */
export const readClasses = (event: string): readonly AuthorizationClass[] => classesIn(classesOf(EVENT_TABLE, event))
