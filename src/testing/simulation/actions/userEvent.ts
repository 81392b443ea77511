/** The action UserEvent: its lines go to everyone as they came, the ActionID last or where it stood. */
import { success } from '../reply.js'
import type { Family } from './handler.js'

export const userEventActions: Family = {
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
