/** `fleet`: the Asterisks on a bus, and their logs. */
import { tap } from 'rxjs'
import { JSON_OUTPUT } from '../asking.js'
import { linked, withBus } from '../busWork.js'
import { BUS, serverName } from '../busWords.js'
import { type Command, command } from '../command.js'
import { fleetSetup } from '../fleetSetup.js'
import { fleetStatus } from '../fleetStatus.js'
import { printer } from '../output.js'
import { oneOf, pair, seconds } from '../valueTypes.js'
import { argument, defaulted, flag, option, options, rest } from '../word.js'

const groupOf = { ...pair, as: 'GROUP=EVENT', must: 'GROUP=EVENT, such as doors=Door' }
const NO_BUS = 'the bus cannot be reached, or refused the login'

const status = command(
  {
    name: 'fleet status',
    summary: 'show the Asterisks on a bus: who leads, and how many programs work with each',
    details: [
      'On a screen: a table that is updated until Ctrl-C. In a pipe, or with --json: a line for each change. --once shows the present state and ends.',
      'LAG: entries of the log that this command has still to read. WORKERS: programs that read the log, without those that only share the work of a group; a killed one counts for half a minute. ? where the user of the bus may not list them.',
    ],
    words: { ...BUS, once: flag('show the present state and end'), ...JSON_OUTPUT },
    examples: ['rx-asterisk fleet status --bus nats://127.0.0.1:4222', 'rx-asterisk fleet status --once --json'],
    failing: 'the output could not be written',
    noLink: `with --once: ${NO_BUS}`,
  },
  (values, terminal) => withBus(values, terminal, !values.once, (nats) => fleetStatus(nats, values, terminal)),
)

const setup = command(
  {
    name: 'fleet setup',
    summary: 'make the logs of Asterisks on a bus, so that gateways need no right to make them',
    details: ['Logs and groups that exist keep their settings.'],
    words: {
      server: argument(serverName, 'an Asterisk, by the name of its gateways'),
      more: rest(serverName, 'more of them'),
      ...BUS,
      replicas: option(oneOf('COUNT', '1', '3'), 'copies: 3 in a cluster', '1'),
      group: options(groupOf, 'a group of workers, and the UserEvent that it handles: doors=Door'),
      within: defaulted(
        seconds,
        'with --group: the time after which another worker gets an event, as in its workers',
        30,
      ),
      ...JSON_OUTPUT,
    },
    examples: [
      'rx-asterisk fleet setup berlin bonn --bus nats://127.0.0.1:4222 --replicas 3',
      'rx-asterisk fleet setup berlin --group doors=Door',
    ],
    failing: 'a log could not be made',
    noLink: NO_BUS,
  },
  (values, terminal) =>
    withBus(values, terminal, false, (nats) =>
      linked(nats, (link) => fleetSetup(link, values).pipe(tap(printer(terminal, values.json)))),
    ),
)

export const fleetCommands: readonly Command[] = [status, setup]
