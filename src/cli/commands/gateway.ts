/** `gateway`: publishes an Asterisk on a bus, and sends the actions of workers, until it is stopped. */
import { connectedGateway } from '../runGateway.js'
import { BUS, SERVER } from '../busWords.js'
import { command } from '../command.js'
import { CONNECTION } from '../connection.js'
import { address } from '../address.js'
import { file, oneOf, seconds, text } from '../valueTypes.js'
import { defaulted, flag, option, options } from '../word.js'

export const gateway = command(
  {
    name: 'gateway',
    summary: 'publish an Asterisk on NATS for many programs',
    details: [
      'Start two for each Asterisk: one leads, the other takes over when it dies. With timestampevents=yes in manager.conf no event is lost then.',
      'Roles are on stdout, links and mistakes on stderr. It runs through every outage of Asterisk and of the bus, and ends with SIGTERM or Ctrl-C: then the other gateway leads at once.',
      'Ready: it is logged in at Asterisk, and the bus answers. The file of --ready-file exists so long; under systemd (Type=notify) it also notifies systemd.',
      'Needs the packages @nats-io/transport-node and @nats-io/jetstream. User and password of NATS are in RX_ASTERISK_BUS_USER and RX_ASTERISK_BUS_PASSWORD.',
    ],
    words: {
      ...SERVER,
      ...BUS,
      publish: options(
        text('NAME'),
        'a model (channels, mailboxes, queues …), userEvents, or an event; all models by default',
      ),
      lease: defaulted(seconds, 'seconds of silence after which the other gateway takes over', 1.5),
      replicas: option(oneOf('COUNT', '1', '3'), 'copies of a new log: 3 in a cluster', '1'),
      name: option(text('NAME'), 'the name of this gateway for people', 'gateway'),
      ...CONNECTION,
      metrics: option(address(9090), 'serve metrics for Prometheus at http://ADDRESS:PORT/metrics'),
      readyFile: option(file, 'a file that exists while it is ready'),
      json: flag('print one JSON object per line, for programs'),
      quiet: flag('print only what goes wrong', 'q'),
    },
    examples: [
      'rx-asterisk gateway --server berlin --bus nats://127.0.0.1:4222 --username fleet',
      'rx-asterisk gateway --server berlin --bus tls://n1:4222,tls://n2:4222 --metrics 127.0.0.1:9090',
    ],
    failing: 'the address of --metrics is taken',
    noLink: 'a login is refused, by Asterisk or by the bus; every other outage is waited for',
    isLasting: true,
  },
  connectedGateway,
)
