// The two ends of a fleet: a gateway that publishes every event of the corpus, and a worker that reads them and asks for floods.
// As a process of its own: fleetEnds.mjs gateway|worker URL PORT. A worker runs a flood at each message of its parent, and answers with
// its counts.
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { bus, fleet, gateway } from '../../dist/nats/index.js'
import { corpus, eventsIn } from './corpus.mjs'
import { FLOOD, heardIn } from './ticks.mjs'

const SERVER = 'bench'

/** Resolves when it leads. */
export const openGateway = (url, port) =>
  new Promise((resolve) => {
    const gate = gateway(bus({ servers: url }), {
      server: SERVER,
      asterisk: { host: '127.0.0.1', port, username: 'bench', password: 'secret', auth: 'plain' },
      publish: ['userEvents', 'BenchTick', 'BenchEnd', ...eventsIn(corpus()).keys()],
    })
    gate.role$.subscribe(({ _tag }) => {
      if (_tag === 'Leading') resolve(gate)
    })
  })

/** Resolves when it is ready, with a function that runs a flood. */
export const openWorker = (url) =>
  new Promise((resolve) => {
    const asterisk = fleet(bus({ servers: url })).asterisk(SERVER)
    const flood = heardIn(
      (heard) => asterisk.event$.subscribe((event) => heard(event.name, event)),
      () => asterisk.send({ Action: 'Flood', ...FLOOD }).subscribe({ error: console.error }),
    )
    asterisk.status$.subscribe(({ _tag }) => {
      if (_tag === 'Ready') resolve(flood)
    })
  })

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [, , end, url, port] = argv
  process.on('disconnect', () => process.exit())
  if (end === 'gateway') await openGateway(url, Number(port))
  else {
    const flood = await openWorker(url)
    process.on('message', () => void flood().then((counts) => process.send(counts)))
  }
  process.send('ready')
}
