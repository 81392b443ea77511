/** The action UserEvent: sends its lines to all sessions unchanged; the ActionID is last or keeps its place. */
import { success } from '../reply.js'
import type { ActionTable } from './handler.js'

export const userEventActions: ActionTable = {
  UserEvent: {
    classes: ['user'],
    answer: (request, { world }) => ({
      ...success(request, 'Message: Event Sent'),
      then: () => {
        const own = request.lines.filter((line) => !/^(?:Action|UserEvent):/i.test(line))
        world.emit('UserEvent', `UserEvent: ${request.get('UserEvent')}`, ...own)
      },
    }),
  },
}
