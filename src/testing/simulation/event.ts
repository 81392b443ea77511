/** Events before they are bytes: the classes that a login needs to see them, and their lines. */
import { asyncScheduler } from 'rxjs'
import { readClasses } from '../../protocol/permission.js'
import { isClass, type Class } from './classes.js'

/** An event for every session that may see it. */
export interface SimulatedEvent {
  readonly classes: readonly Class[]
  readonly lines: readonly string[]
}

/** Sends an event to all sessions; its name decides its classes. */
export type Emit = (event: string, ...lines: readonly string[]) => void

/** Builds an event; one that the catalog lacks has class `call`. */
export const event = (name: string, ...lines: readonly string[]): SimulatedEvent => {
  const known = readClasses(name).filter(isClass)
  const classes = known.length === 0 ? (['call'] as const) : known
  return { classes, lines: [`Event: ${name}`, `Privilege: ${classes.join(',')},all`, ...lines] }
}

/** Builds an event from its lines. Its classes are those of the `Privilege` line; without this line every session may see it. */
export const asGiven = (lines: readonly string[]): SimulatedEvent => {
  const privilege = lines.find((line) => line.startsWith('Privilege: ')) ?? ''
  return { lines, classes: privilege.slice('Privilege: '.length).split(',').filter(isClass) }
}

/** Adds the time behind `Privilege`, as `manager.c` does. No two events have the same microsecond. */
export const stamping = (): ((event: SimulatedEvent) => SimulatedEvent) => {
  let newest = 0
  return ({ classes, lines: [name = '', privilege = '', ...rest] }) => {
    newest = Math.max(newest + 1, 1000 * asyncScheduler.now())
    return { classes, lines: [name, privilege, `Timestamp: ${(newest / 1_000_000).toFixed(6)}`, ...rest] }
  }
}

/** The lines in the form of the wire. */
export const wire = (lines: readonly string[]): string => `${lines.join('\r\n')}\r\n\r\n`
