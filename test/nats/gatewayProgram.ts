/** A gateway in a process of its own, to be killed: `gatewayProgram.ts URLS SERVER LEASE HOST PORT USER SECRET`. Prints its roles. */
import { combineLatest, filter, take } from 'rxjs'
import { bus, gateway } from '../../src/nats/index.js'

const [urls = '', server = '', lease, host, port, username = '', password = ''] = process.argv.slice(2)
const nats = bus({ servers: urls.split(',') })
const gate = gateway(nats, {
  server,
  lease: Number(lease),
  asterisk: { host, port: Number(port), username, password },
})
// the test may have stopped reading
process.stdout.on('error', () => undefined)
gate.role$.subscribe((role) => {
  console.log(JSON.stringify(role))
})
combineLatest([nats.state$, gate.status$])
  .pipe(
    filter(([bus, status]) => bus._tag === 'Up' && status._tag === 'Ready'),
    take(1),
  )
  .subscribe(() => {
    console.log('Ready')
  })
process.once('SIGTERM', () => void gate.close().then(() => nats.close()))
