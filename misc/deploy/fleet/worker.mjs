// One of three workers: each UserEvent Door of any Asterisk is handled by one of them.
import { bus, fleet } from 'rx-asterisk/nats'
import { show } from 'rx-asterisk'

const { RX_ASTERISK_BUS: servers = 'nats://127.0.0.1:4222', RX_ASTERISK_BUS_USER: user, HOSTNAME: name } = process.env
const nats = bus({
  servers: servers.split(','),
  ...(user === undefined
    ? {}
    : { user, password: process.env.RX_ASTERISK_BUS_PASSWORD, inboxPrefix: `_INBOX.${user}` }),
})
const all = fleet(nats)
all.fault$.subscribe((failure) => console.error(show(failure)))
all.shared('doors').userEvent('Door', (event, { id }) => {
  console.log(`${name}: ${event.origin} ${id}`)
})

process.once('SIGTERM', async () => {
  await all.close()
  await nats.close()
  process.exit()
})
