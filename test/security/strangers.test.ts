/** Peers that are no Asterisk, over real sockets: they hear nothing. */
import { createServer, type Socket } from 'node:net'
import { filter, firstValueFrom } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connect, type Failure } from '../../src/index.js'

const test = suite('strangers')

/** The bytes that a server got from a client, and the failure for which the client waits. */
const meeting = async (
  greet: (socket: Socket) => void,
): Promise<{ readonly heard: string; readonly failure: Failure | undefined }> => {
  let heard = ''
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.setEncoding('utf8').on('data', (text: string) => (heard += text))
    greet(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const asterisk = connect({ username: 'admin', password: 'hunter2', auth: 'plain', port, timeout: 200 })
  const holding = asterisk.event$.subscribe({ error: () => undefined })
  asterisk.perform(asterisk.dbWrite('secret/key', 'value'))
  const waiting = await firstValueFrom(asterisk.status$.pipe(filter(({ _tag }) => _tag === 'Waiting')))
  holding.unsubscribe()
  await asterisk.close()
  server.close()
  return { heard, failure: waiting._tag === 'Waiting' ? waiting.failure : undefined }
}

const STRANGERS: readonly (readonly [what: string, greeting: string, failure: Failure['_tag']])[] = [
  ['SSH', 'SSH-2.0-OpenSSH_9.2p1\r\n', 'NotAmi'],
  ['SMTP', '220 mail.example ESMTP\r\n', 'NotAmi'],
  ['a web server that complains', 'HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n', 'NotAmi'],
  ['an empty line', '\r\n', 'NotAmi'],
  ['a banner without a version', 'Asterisk Call Manager/\r\n', 'NotAmi'],
  ['the beginning of a banner, and then another protocol', 'Asterisk Call Waiter/1.0\r\n', 'NotAmi'],
  ['bytes that are no text', '\0\xff\xfe\r\n', 'NotAmi'],
  ['one that says nothing, as web servers do', '', 'LinkSilent'],
  ['half a banner', 'Asterisk Call Man', 'LinkSilent'],
]
for (const [what, greeting, failure] of STRANGERS) {
  test(`${what}: nothing is sent`, async () => {
    const met = await meeting((socket) => socket.write(Buffer.from(greeting, 'latin1')))
    assert.is(met.heard, '')
    assert.is(met.failure?._tag, failure)
  })
}

test('a server that knows no challenge is not given the secret instead', async () => {
  let heard = ''
  const server = createServer((socket) => {
    socket.setEncoding('utf8').on('data', (text: string) => {
      heard += text
      const id = /^ActionID: .*$/m.exec(text)?.[0] ?? ''
      socket.write(`Response: Error\r\n${id}\r\nMessage: Must specify AuthType\r\n\r\n`)
    })
    socket.on('error', () => undefined)
    socket.write('Asterisk Call Manager/11.0.0\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const asterisk = connect({ username: 'admin', password: 'hunter2', port })
  const holding = asterisk.event$.subscribe({ error: () => undefined })
  const waiting = await firstValueFrom(asterisk.status$.pipe(filter(({ _tag }) => _tag === 'Waiting')))
  assert.is(waiting._tag === 'Waiting' && waiting.failure._tag, 'LoginRefused')
  assert.match(heard, /Action: Challenge/)
  assert.not.match(heard, /hunter2|Action: Login/)
  holding.unsubscribe()
  await asterisk.close()
  server.close()
})

test.run()
