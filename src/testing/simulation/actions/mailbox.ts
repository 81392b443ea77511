/** Actions about mailboxes, with the words of `main/manager.c`. */
import { refusal, success } from '../reply.js'
import type { MailboxCounts } from '../options.js'
import type { World } from '../world.js'
import type { Family } from './handler.js'

const NOTHING: MailboxCounts = { old: 0, new: 0, urgent: 0 }

/** What a mailbox holds; without a context it is in `default`, unknown ones hold nothing, several with commas are summed. */
export const countsOf = (world: World, boxes: string): MailboxCounts =>
  boxes
    .split(',')
    .map((box) => world.mailboxes.get(box.includes('@') ? box : `${box}@default`) ?? NOTHING)
    .reduce((sum, counts) => ({
      old: sum.old + counts.old,
      new: sum.new + counts.new,
      urgent: sum.urgent + counts.urgent,
    }))

export const mailboxActions: Family = {
  MailboxCount: {
    classes: ['call', 'reporting'],
    answer: (request, { world }) => {
      const box = request.get('Mailbox')
      if (box === '') return refusal(request, 'Mailbox not specified')
      const counts = countsOf(world, box)
      return success(
        request,
        'Message: Mailbox Message Count',
        `Mailbox: ${box}`,
        `UrgMessages: ${counts.urgent}`,
        `NewMessages: ${counts.new}`,
        `OldMessages: ${counts.old}`,
      )
    },
  },
  MailboxStatus: {
    classes: ['call', 'reporting'],
    answer: (request, { world }) => {
      const box = request.get('Mailbox')
      if (box === '') return refusal(request, 'Mailbox not specified')
      const counts = countsOf(world, box)
      const waiting = counts.new + counts.urgent > 0 ? 1 : 0
      return success(request, 'Message: Mailbox Status', `Mailbox: ${box}`, `Waiting: ${waiting}`)
    },
  },
}
