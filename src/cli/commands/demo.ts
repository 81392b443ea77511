/** `demo`: shows rx-asterisk at work in seven seconds. Needs no Asterisk. */
import { command } from '../command.js'
import { printer } from '../demo/print.js'
import { story } from '../demo/story.js'
import { EXIT } from '../exit.js'

export const demo = command(
  {
    name: 'demo',
    summary: 'show what this does, on a simulated Asterisk, in seven seconds',
    details: [
      'A call, a doorbell, a mailbox and an outage. Needs no Asterisk; opens a free port of this machine only.',
    ],
    words: {},
    examples: ['rx-asterisk demo'],
  },
  async (_, terminal) => {
    await story(printer(terminal), terminal.stop$)
    return EXIT.ok
  },
)
