/** Actions about the session itself. */
import { asyncScheduler } from 'rxjs'
import { bitsOf, maskOf } from '../classes.js'
import { refusal, success } from '../reply.js'
import type { Family } from './handler.js'

/** Seconds and microseconds, as Asterisk stamps things. */
const timestamp = (): string => (asyncScheduler.now() / 1000).toFixed(6)

export const sessionActions: Family = {
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

/** Lists what the session may do; made from all families, its own included. */
export const listCommands = (families: Family): Family => {
  const commands: Family = {
    ListCommands: {
      classes: [],
      answer: (request, { write }) => {
        const lines = Object.entries({ ...families, ...commands })
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
