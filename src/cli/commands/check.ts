/** `check`: lists the mistakes in a configuration directory. Connects nowhere. */
import { command } from '../command.js'
import { folder } from '../valueTypes.js'
import { argument, flag } from '../word.js'

export const check = command(
  {
    name: 'check',
    summary: 'list the mistakes in a smarthome.py or SmartHomeNG directory',
    details: [
      'Prints each mistake with its file, line, column and fix, then the connections, items and logics. Connects nowhere and runs no code of the directory.',
      '--load also loads the handlers in logics/, which runs the top-level code of these files.',
    ],
    words: {
      dir: argument(folder, 'the directory that has etc/, items/ and logics/'),
      load: flag('also load the handlers of logics'),
      strict: flag('count warnings as mistakes'),
      json: flag('print one JSON object per line, for programs'),
    },
    examples: ['rx-asterisk check /usr/smarthome'],
    failing: 'there are mistakes',
  },
  async (values, terminal) => {
    const { checkDirectory } = await import('../checkDirectory.js')
    return checkDirectory(values, terminal)
  },
  'packages',
)
