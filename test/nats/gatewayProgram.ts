/** A gateway in a process of its own, to be killed: `gatewayProgram.ts URLS SERVER HOST PORT [USER SECRET]`. Prints its roles. */
import { bus, gateway } from '../../src/nats/index.js'

const [urls = '', server = '', host = '', port = '', username = 'admin', password = 'secret'] = process.argv.slice(2)
const gate = gateway(bus({ servers: urls.split(',') }), {
  server,
  lease: 800,
  asterisk: { username, password, host, port: Number(port) },
})
// the test may have stopped reading
process.stdout.on('error', () => undefined)
gate.role$.subscribe((role) => {
  console.log(JSON.stringify(role))
})
