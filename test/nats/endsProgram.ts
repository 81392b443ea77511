/** Opens a gateway and a fleet, works with them, and closes all: `endsProgram.ts URL`. The process has to end by itself. */
import { filter, firstValueFrom, timer } from 'rxjs'
import { bus, fleet, gateway } from '../../src/nats/index.js'
import { simulate } from '../../src/testing/index.js'

const [servers = ''] = process.argv.slice(2)
const pbx = simulate()
const nats = bus({ servers })
const gate = gateway(nats, {
  server: 'berlin',
  lease: 300,
  asterisk: { username: 'admin', password: 'secret', transport: pbx.transport },
})
const all = fleet(nats)
all.server$.subscribe()
all.event$.subscribe()
const worked = new Promise((resolve) => all.shared('doors').userEvent('Door', resolve))
await firstValueFrom(gate.role$.pipe(filter(({ _tag }) => _tag === 'Leading')))
await firstValueFrom(all.asterisk('berlin').ready$)
const doors = timer(0, 200).subscribe(() => {
  pbx.userEvent('Door', {})
})
await worked
doors.unsubscribe()
console.log('worked')
await all.close()
await gate.close()
await nats.close()
await pbx.close()
console.log('closed')
