/** Class authorization: which class a login must hold for the actions that this library sends itself. */

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

/** Any one of the classes suffices; an empty list means that every login may. Observed on 16 and 22 alike. */
const WRITE: Readonly<Record<string, readonly AuthorizationClass[]>> = {
  Command: ['command'],
  DBDel: ['system'],
  DBDelTree: ['system'],
  DBGet: ['system', 'reporting'],
  DBGetTree: ['system', 'reporting'],
  DBPut: ['system'],
  Hangup: ['system', 'call'],
  MailboxCount: ['call', 'reporting'],
  Originate: ['originate'],
  Ping: [],
  QueueStatus: [],
  Status: ['system', 'call', 'reporting'],
  UserEvent: ['user'],
}

/** The write classes of which any one allows the action; empty for those we do not know. */
export const writeClasses = (action: string): readonly AuthorizationClass[] =>
  Object.hasOwn(WRITE, action) ? (WRITE[action] ?? []) : []
