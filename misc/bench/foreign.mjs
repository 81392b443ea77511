// `npm run bench:clients` (needs `npm ci` in this folder): clients of other projects use `rx-asterisk simulate --script` as their Asterisk.
// Each logs in, lists the devices, places a call, and gets the events of the script. Prints a line for each; exit code 1 if one fails.
// The argument is the program to start, by default the built one: `node misc/bench/foreign.mjs dist/cli/bin.cjs`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const [bin = here('../../dist/cli/bin.cjs')] = process.argv.slice(2)

/** Milliseconds for all steps of one client. */
const LIMIT = 15_000
const CALL = { Channel: 'PJSIP/200', Context: 'internal', Exten: '2222', Priority: '1', Async: 'true' }

/** A client: `events` gets the name and the headers of each event, `ask` resolves with the answer. Names of headers are in lower case. */
const lower = (headers) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))

const clients = {
  'asterisk-manager': async ({ host, port, username, password }) => {
    const manager = new (require('asterisk-manager'))(port, host, username, password, true)
    await new Promise((resolve) => {
      manager.on('response', ({ message }) => message === 'Authentication accepted' && setImmediate(resolve))
    })
    return {
      events: (heard) => manager.on('managerevent', (event) => heard(event.event, event)),
      ask: (action, headers) =>
        new Promise((resolve, reject) => {
          manager.action({ action, ...headers }, (error, response) => (error ? reject(error) : resolve(response)))
        }),
      close: () => manager.disconnect(),
    }
  },
  'asterisk-ami-client': async ({ host, port, username, password }) => {
    const client = new (require('asterisk-ami-client'))()
    await client.connect(username, password, { host, port })
    return {
      events: (heard) => client.on('event', (event) => heard(event.Event, lower(event))),
      ask: async (Action, headers) => lower(await client.action({ Action, ...headers }, true)),
      close: () => client.disconnect(),
    }
  },
  'ami-io': async ({ host, port, username, password }) => {
    const { Client, Action, SilentLogger } = require('ami-io/lib')
    const client = new Client({ host, port, login: username, password, logger: new SilentLogger() })
    const connected = once(client, 'connected')
    client.connect()
    await connected
    return {
      events: (heard) => client.on('event', (event) => heard(event.event, event)),
      ask: (name, headers) =>
        new Promise((resolve, reject) => {
          const action = new Action.Action(name)
          for (const [header, value] of Object.entries(headers)) action.set(header, value)
          client.send(action, (error, response) => (error ? reject(error) : resolve(response)))
        }),
      close: () => client.disconnect(),
    }
  },
  yana: async ({ host, port, username, password }) => {
    const ami = new (require('yana'))({ host, port, login: username, password })
    ami.on('error', () => undefined)
    await new Promise((resolve) => ami.connect(resolve))
    return {
      events: (heard) => ami.on('event', (event) => heard(event.Event, lower(event))),
      ask: (Action, headers) =>
        new Promise((resolve) => ami.send({ Action, ...headers }, (answer) => resolve(lower(answer)))),
      close: () => ami.disconnect(),
    }
  },
}

/** Resolves when the condition holds. */
const until = async (condition) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** The steps that one client has done, in their order. */
const trial = async (open, address, done) => {
  const client = await open(address)
  done.push('login')
  const seen = []
  client.events((name, event) => seen.push({ ...event, name }))
  const { response, events = [] } = await client.ask('DeviceStateList', {})
  // ami-io has the items in its answer, the others among their events
  await until(() => [...seen, ...events].some(({ device, state }) => device === 'PJSIP/2222' && state === 'NOT_INUSE'))
  if (response === 'Success') done.push('list')
  await client.ask('Originate', CALL)
  await until(() => seen.some(({ name, response }) => name === 'OriginateResponse' && response === 'Success'))
  done.push('call')
  await until(() =>
    seen.some(({ name, userevent, source }) => name === 'UserEvent' && userevent === 'Door' && source === 'front'),
  )
  await until(() =>
    seen.some(
      ({ name, device, state }) => name === 'DeviceStateChange' && device === 'PJSIP/30' && state === 'UNAVAILABLE',
    ),
  )
  done.push('events')
  client.close()
}

const server = async () => {
  const child = spawn(process.execPath, [bin, 'simulate', '--port', '0', '--json', '--script', here('foreign.txt')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
  return { child, address: JSON.parse(line) }
}

const STEPS = ['login', 'list', 'call', 'events']
let failed = false
for (const [name, open] of Object.entries(clients)) {
  const { child, address } = await server()
  const done = []
  const late = new Promise((resolve) => setTimeout(resolve, LIMIT, `no more than that in ${LIMIT} ms`).unref())
  const wrong = await Promise.race([trial(open, address, done).catch((error) => error.message), late])
  child.kill()
  console.log(`${name}: ${done.join(', ')}${wrong === undefined ? '' : `; ${wrong}`}`)
  if (done.length < STEPS.length) failed = true
}
process.exit(failed ? 1 : 0)
