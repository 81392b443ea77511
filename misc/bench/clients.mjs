// One interface for every client: `listen` calls back with the name of each event and the event, `send` with the Echo of the answer.
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { floors } from './floors.mjs'

const require = createRequire(import.meta.url)
const [host, username, secret] = ['127.0.0.1', 'bench', 'secret']

const fail = (error) => {
  throw error
}

/** The built package through `connect`; `watch` makes the subscriptions of the workload. */
const rxAsterisk =
  (watch, options = { auth: 'plain' }) =>
  async (port) => {
    const { connect } = await import('../../dist/index.js')
    return {
      open: () =>
        new Promise((resolve) => {
          const asterisk = connect({ host, port, username, password: secret, backoff: { min: 1, max: 5 }, ...options })
          asterisk.status$.subscribe(({ _tag }) => {
            if (_tag === 'Ready') resolve(session)
          })
          const held = asterisk.frame$.subscribe()
          const session = {
            asterisk,
            listen: (heard) => {
              watch(asterisk, heard)
              held.unsubscribe()
            },
            send: (headers, answered) => {
              asterisk.send(headers).subscribe({ next: ({ frame }) => answered?.(frame.get('Echo')), error: fail })
            },
            close: () => void asterisk.close(),
          }
        }),
    }
  }

const everyEvent = (asterisk, heard) => {
  asterisk.event$.subscribe((event) => heard(event.name, event))
}

/** A house: a thousand devices, a hundred names of UserEvents, and the causes of hangups. Three of its phones are in the corpus. */
const house = (asterisk, heard) => {
  const phones = ['2222', '200', '10@door', ...Array.from({ length: 997 }, (_, index) => `PJSIP/${3000 + index}`)]
  const names = ['Call', 'Utf8', 'Empty', 'Repeat', ...Array.from({ length: 96 }, (_, index) => `Room${index}`)]
  for (const phone of phones) asterisk.device(phone).subscribe(() => heard('device'))
  for (const name of names) asterisk.userEvent(name).subscribe(() => heard('UserEvent'))
  asterisk.event('Hangup').subscribe(() => heard('Hangup'))
  asterisk.event('BenchEnd').subscribe(({ name }) => heard(name))
}

const asteriskManager = (port) => {
  const Manager = require('asterisk-manager')
  return {
    open: () =>
      new Promise((resolve) => {
        const manager = new Manager(port, host, username, secret, true)
        const session = {
          listen: (heard) => manager.on('managerevent', (event) => heard(event.event, event)),
          send: ({ Action, ...headers }, answered) =>
            manager.action({ action: Action, ...headers }, (error, response) => answered?.(response?.echo)),
          close: () => manager.disconnect(),
        }
        manager.on('response', function ready({ message }) {
          if (message !== 'Authentication accepted') return
          manager.removeListener('response', ready)
          // this client reports the login one tick before it accepts actions
          setImmediate(() => resolve(session))
        })
      }),
  }
}

const asteriskAmiClient = (port) => {
  const Client = require('asterisk-ami-client')
  return {
    open: async () => {
      const client = new Client()
      await client.connect(username, secret, { host, port })
      return {
        listen: (heard) => client.on('event', (event) => heard(event.Event, event)),
        send: (headers, answered) => {
          client.action({ ...headers }, true).then(
            ({ Echo }) => answered?.(Echo),
            () => answered?.(),
          )
        },
        close: () => client.disconnect(),
      }
    },
  }
}

const nami = (port) => {
  const { Nami, Actions } = require('nami')
  const quiet = () => undefined
  return {
    open: async () => {
      const client = new Nami({
        host,
        port,
        username,
        secret,
        logger: { error: quiet, warn: quiet, info: quiet, debug: quiet },
      })
      const connected = once(client, 'namiConnected')
      client.open()
      await connected
      return {
        listen: (heard) => client.on('namiEvent', (event) => heard(event.event, event)),
        send: ({ Action, ...headers }, answered) => {
          const action = Object.assign(new Actions.Ping(), { Action })
          for (const [name, value] of Object.entries(headers)) action.set(name, value)
          client.send(action, ({ echo }) => answered?.(echo))
        },
        close: () => client.close(),
      }
    },
  }
}

const amiIo = (port) => {
  const { Client, Action, SilentLogger } = require('ami-io/lib')
  return {
    open: async () => {
      const client = new Client({ host, port, login: username, password: secret, logger: new SilentLogger() })
      const connected = once(client, 'connected')
      client.connect()
      await connected
      return {
        listen: (heard) => client.on('event', (event) => heard(event.event, event)),
        send: ({ Action: name, ...headers }, answered) => {
          const action = new Action.Action(name)
          for (const [header, value] of Object.entries(headers)) action.set(header, value)
          client.send(action, (error, response) => answered?.(response?.echo))
        },
        close: () => client.disconnect(),
      }
    },
  }
}

const yana = (port) => {
  const Ami = require('yana')
  return {
    open: () =>
      new Promise((resolve) => {
        const ami = new Ami({ host, port, login: username, password: secret })
        ami.on('error', () => undefined)
        ami.connect(() =>
          resolve({
            listen: (heard) => ami.on('event', (event) => heard(event.Event, event)),
            send: (headers, answered) => ami.send({ ...headers }, ({ Echo }) => answered?.(Echo)),
            close: () => ami.disconnect(),
          }),
        )
      }),
  }
}

/** This client does not match answers to actions; here a Map by ActionID does. */
const asteriskAmi = (port) => {
  const Ami = require('asterisk-ami')
  return {
    open: async () => {
      const ami = new Ami({ host, port, username, password: secret })
      const waiting = new Map()
      let count = 0
      ami.connect()
      await once(ami, 'ami_login')
      return {
        listen: (heard) =>
          ami.on('ami_data', (data) => {
            if (data.event !== undefined) heard(data.event, data)
          }),
        send: (headers, answered) => {
          if (count === 0) {
            ami.on('ami_data', ({ response, actionid, echo }) => {
              if (response === undefined) return
              const mine = waiting.get(actionid)
              waiting.delete(actionid)
              mine?.(echo)
            })
          }
          const ActionID = `bench-${(count += 1)}`
          if (answered !== undefined) waiting.set(ActionID, answered)
          ami.send({ ...headers, ActionID })
        },
        close: () => ami.disconnect(),
      }
    },
  }
}

const asteriskIo = (port) => {
  const aio = require('asterisk.io')
  return {
    open: async () => {
      const ami = aio.ami(host, port, username, secret)
      const ready = once(ami, 'ready')
      ami.on('error', () => undefined)
      await ready
      return {
        listen: (heard) => ami.on('eventAny', (event) => heard(event.Event, event)),
        send: ({ Action, ...headers }, answered) => ami.action(Action, headers, ({ Echo }) => answered?.(Echo)),
        close: () => ami.action('Logoff'),
      }
    },
  }
}

export const OURS = 'rx-asterisk'
export const HOUSE = 'rx-asterisk, a house'
export const LAGGING = 'rx-asterisk beside a lagging subscriber'
export const MD5 = 'rx-asterisk, MD5'
const peers = {
  'asterisk.io': asteriskIo,
  yana,
  'asterisk-ami': asteriskAmi,
  'ami-io': amiIo,
  'asterisk-manager': asteriskManager,
  nami,
  'asterisk-ami-client': asteriskAmiClient,
}
/** The fastest first. */
export const PEERS = Object.keys(peers)
export const FLOORS = Object.keys(floors)

/** name → a function that loads the client and returns `open`, which resolves with a session that is logged in. */
export const clients = {
  [OURS]: rxAsterisk(everyEvent),
  [HOUSE]: rxAsterisk(house),
  [LAGGING]: rxAsterisk(everyEvent),
  [MD5]: rxAsterisk(everyEvent, { auth: 'md5' }),
  ...peers,
  ...floors,
}

/** One header of an event, as each client gives it. */
export const headerOf = (event, name) =>
  event?.frame?.get(name) ??
  event?.[name] ??
  event?.[name.toLowerCase()] ??
  (typeof event?.get === 'function' ? event.get(name) : undefined)
