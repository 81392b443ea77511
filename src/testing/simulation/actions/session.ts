/** Actions about the session itself. */
import { asyncScheduler } from 'rxjs'
import { bitsOf, maskOf } from '../classes.js'
import { refusal, success } from '../reply.js'
import type { ActionTable } from './handler.js'
import { ownAction } from './own.js'

/** Seconds and microseconds, the form of Asterisk's time stamps. */
const timestamp = (): string => (asyncScheduler.now() / 1000).toFixed(6)

export const sessionActions: ActionTable = {
  Ping: {
    classes: [],
    answer: (request) => success(request, 'Ping: Pong', `Timestamp: ${timestamp()}`),
  },
  Events: {
    classes: [],
    answer: (request, { setMask }) => {
      const mask = maskOf(request.get('EventMask'))
      if (mask === undefined) return refusal(request, 'Invalid event mask')
      setMask(mask)
      return success(request, `Events: ${mask === 0 ? 'Off' : 'On'}`)
    },
  },
}

/** The list of the actions that a session may use, ListCommands among them. */
export const listCommands = (actions: ActionTable): ActionTable => {
  const commands: ActionTable = {
    ListCommands: {
      classes: [],
      answer: (request, { write, world }) => {
        const own = Object.keys(world.options.actions ?? {}).flatMap((name) => {
          const handler = ownAction(world.options, name, actions[name])
          return handler === undefined ? [] : [[name, handler] as const]
        })
        const lines = Object.entries({ ...actions, ...commands, ...Object.fromEntries(own) })
          .filter(([, { classes }]) => classes.length === 0 || (bitsOf(classes) & write) !== 0)
          .map(
            ([name, { classes }]) =>
              `${name}: ${name}.  (Priv: ${classes.length === 0 ? '<none>' : [...classes, 'all'].join(',')})`,
          )
        return success(request, ...lines.sort())
      },
    },
  }
  return commands
}
