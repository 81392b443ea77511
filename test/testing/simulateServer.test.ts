/** The simulation on a real port, and the test lab that uses it. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { simulate } from '../../src/testing/index.js'
import { simulatedLab } from '../asterisk/simulated.js'

const server = suite('simulate: on a port')

interface Client {
  readonly socket: Socket
  readonly closed: Promise<void>
  readonly until: (word: string) => Promise<string>
}

/** A client that waits until it has read a word; a test that waits too long fails by its time limit. */
const dialUp = async (port: number): Promise<Client> => {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  socket.on('data', (bytes) => {
    text += bytes.toString()
  })
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      resolve()
    })
  })
  await once(socket, 'connect')
  return {
    socket,
    closed,
    until: async (word) => {
      while (!text.includes(word)) await sleep(2)
      return text
    },
  }
}

const refused = (port: number): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', (error) => {
      resolve('code' in error ? String(error.code) : error.message)
    })
    socket.on('connect', () => {
      socket.destroy()
      resolve('connected')
    })
  })

server('answers a client on loopback, and closes after Logoff', async () => {
  const pbx = simulate()
  const { host, port } = await pbx.listen()
  assert.is(host, '127.0.0.1')
  const { socket, until, closed } = await dialUp(port)
  socket.write('Action: Login\r\nUsername: admin\r\nSecret: secret\r\n\r\nAction: Logoff\r\n\r\n')
  assert.match(await until('fish.'), /^Asterisk Call Manager\/11\.0\.0\r\nResponse: Success/)
  await closed
  await pbx.close()
})

server('refuses connections while Asterisk is killed, then listens on the same port', async () => {
  const pbx = simulate()
  const { port } = await pbx.listen()
  const { closed } = await dialUp(port)
  pbx.faults.kill()
  await closed
  assert.is(await refused(port), 'ECONNREFUSED')
  pbx.faults.start()
  assert.is((await pbx.listen()).port, port)
  assert.is(await refused(port), 'connected')
  await pbx.close()
})

server('resets a link on demand', async () => {
  const pbx = simulate()
  const { port } = await pbx.listen()
  const { socket, until } = await dialUp(port)
  await until('Manager')
  const failure = new Promise((resolve) =>
    socket.on('error', (error) => {
      resolve('code' in error && error.code)
    }),
  )
  pbx.faults.drop('reset')
  assert.is(await failure, 'ECONNRESET')
  await pbx.close()
})

server('removes the link of a client that went away', async () => {
  const pbx = simulate()
  const { port } = await pbx.listen()
  const { socket, until } = await dialUp(port)
  await until('Manager')
  assert.is(pbx.links(), 1)
  socket.destroy()
  while (pbx.links() > 0) await sleep(2)
  await pbx.close()
})

server.run()

const lab = suite('the simulated lab')

lab('has phones, a dialplan, a console and an end', async () => {
  const asterisk = await simulatedLab()
  const phone = await asterisk.phone('30', { _tag: 'Rings' })
  const call = await asterisk.dial('2222', '30')
  assert.equal(await asterisk.channels(), ['PJSIP/2222-00000000', 'PJSIP/30-00000001'])
  assert.equal(await phone.callers(), ['"Desk 2222" <sip:2222@127.0.0.1>'])
  await call.hangup()
  assert.equal(await asterisk.channels(), [])
  await asterisk.run('100', 'internal')
  await asterisk.dial('200', '100')
  await asterisk.quiet()
  assert.equal(await asterisk.channels(), [])
  await asterisk.cli('database put dnd office 1')
  assert.is(await asterisk.cli('database get dnd office'), 'Value: 1')
  await asterisk.kill()
  await asterisk.start()
  assert.is(await asterisk.cli('database get dnd office'), 'Value: 1')
  await asterisk.close()
})

lab.run()
