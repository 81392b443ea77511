/** Events before they are bytes: their name, the classes a login needs to see them, and their lines. */
import { isClass, type Class } from './classes.js'

/** An event as every session gets it that may see it. */
export interface SimulatedEvent {
  readonly classes: readonly Class[]
  readonly lines: readonly string[]
}

/** Says an event to all sessions; its classes follow from its name. */
export type Emit = (event: string, ...lines: readonly string[]) => void

const CLASSES: Readonly<Record<string, readonly Class[]>> = {
  UserEvent: ['user'],
  DTMFBegin: ['dtmf'],
  DTMFEnd: ['dtmf'],
  FullyBooted: ['system'],
  Shutdown: ['system'],
}

/** Builds an event; what is not listed above is class `call`. */
export const event = (name: string, ...lines: readonly string[]): SimulatedEvent => {
  const classes = CLASSES[name] ?? ['call']
  return { classes, lines: [`Event: ${name}`, `Privilege: ${classes.join(',')},all`, ...lines] }
}

/** An event from its lines; its classes stand in `Privilege`, and without that line every session may see it. */
export const asGiven = (lines: readonly string[]): SimulatedEvent => {
  const privilege = lines.find((line) => line.startsWith('Privilege: ')) ?? ''
  return { lines, classes: privilege.slice('Privilege: '.length).split(',').filter(isClass) }
}

/** Lines as they go over the wire. */
export const wire = (lines: readonly string[]): string => `${lines.join('\r\n')}\r\n\r\n`
