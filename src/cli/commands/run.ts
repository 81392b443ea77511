/** `run`: runs a configuration directory until it is stopped: items follow Asterisk, logics run. */
import { command } from '../command.js'
import { file, folder } from '../valueTypes.js'
import { argument, flag, option } from '../word.js'

export const run = command(
  {
    name: 'run',
    summary: 'run a smarthome.py or SmartHomeNG directory',
    details: [
      'Items follow Asterisk, logics run. Changes of items and runs of logics are on stdout, links and mistakes on stderr. An outage does not end it.',
      'Ends with SIGTERM or Ctrl-C, after Logoff. Prints "ready" when all links are ready. Under systemd (Type=notify) it also notifies systemd; other supervisors can look for the file of --ready-file.',
      'Where plugin.conf has one connection, RX_ASTERISK_HOST, _PORT, _USERNAME and _PASSWORD in the environment replace its settings.',
    ],
    words: {
      dir: argument(folder, 'the directory that has etc/, items/ and logics/'),
      watch: flag('reload after each change, for development', 'w'),
      readyFile: option(file, 'a file that exists while all links are ready'),
      json: flag('print one JSON object per line, for programs'),
      quiet: flag('print only what goes wrong', 'q'),
    },
    examples: ['rx-asterisk run /usr/smarthome', 'rx-asterisk run . --watch'],
    failing: 'the output could not be written, or it crashed',
    noLink: 'Asterisk refused the login of every connection; every other outage is waited for',
  },
  async (values, terminal) => {
    const { runDirectory } = await import('../runDirectory.js')
    return runDirectory(values, terminal)
  },
  'packages',
)
