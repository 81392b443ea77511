/** Actions about mailboxes, with the texts of `main/manager.c`. */
import type { Request } from '../input.js'
import { refusal, success, type Reply } from '../reply.js'
import type { SimulatedMailbox } from '../options.js'
import type { World } from '../world.js'
import type { ActionTable, Handler } from './handler.js'

const NOTHING: SimulatedMailbox = { old: 0, new: 0, urgent: 0 }

/**
 * The messages of a mailbox: `default` is the context of a name without one, unknown mailboxes are empty, several names with commas are
 * summed up.
 */
export const countsOf = (world: World, boxes: string): SimulatedMailbox =>
  boxes
    .split(',')
    .map((box) => world.mailboxes.get(box.includes('@') ? box : `${box}@default`) ?? NOTHING)
    .reduce((sum, counts) => ({
      old: sum.old + counts.old,
      new: sum.new + counts.new,
      urgent: sum.urgent + counts.urgent,
    }))

/** Answers with the messages of the mailbox that the request names. */
const withCounts = (answer: (request: Request, box: string, counts: SimulatedMailbox) => Reply): Handler => ({
  classes: ['call', 'reporting'],
  answer: (request, { world }) => {
    const box = request.get('Mailbox')
    return box === '' ? refusal(request, 'Mailbox not specified') : answer(request, box, countsOf(world, box))
  },
})

export const mailboxActions: ActionTable = {
  MailboxCount: withCounts((request, box, counts) =>
    success(
      request,
      'Message: Mailbox Message Count',
      `Mailbox: ${box}`,
      `UrgMessages: ${counts.urgent}`,
      `NewMessages: ${counts.new}`,
      `OldMessages: ${counts.old}`,
    ),
  ),
  MailboxStatus: withCounts((request, box, counts) => {
    const waiting = counts.new + counts.urgent > 0 ? 1 : 0
    return success(request, 'Message: Mailbox Status', `Mailbox: ${box}`, `Waiting: ${waiting}`)
  }),
}
