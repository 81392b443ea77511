/** A certificate is verified unless the program itself says otherwise, and nothing is said to a peer that has none to trust. */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:tls'
import { filter, firstValueFrom } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connect, type ConnectOptions } from '../../src/index.js'
import { show } from '../../src/failure.js'

const test = suite('TLS')

const read = (name: string): Promise<Buffer> => readFile(new URL(`../asterisk/tls/${name}`, import.meta.url))
const [cert, key] = [await read('ami.crt'), await read('ami.key')]

/** The bytes that a self-signed server got from us, and the failure of the link. */
const meeting = async (tls: ConnectOptions['tls']): Promise<{ readonly heard: string; readonly why: string }> => {
  let heard = ''
  const server = createServer({ cert, key }, (socket) => {
    socket.on('error', () => undefined)
    socket.setEncoding('utf8').on('data', (text: string) => (heard += text))
    socket.write('Asterisk Call Manager/11.0.0\r\n')
  }).on('tlsClientError', () => undefined)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const asterisk = connect({
    username: 'admin',
    password: 'hunter2',
    auth: 'plain',
    port,
    timeout: 300,
    ...(tls === undefined ? {} : { tls }),
  })
  const holding = asterisk.event$.subscribe({ error: () => undefined })
  const waiting = await firstValueFrom(asterisk.status$.pipe(filter(({ _tag }) => _tag === 'Waiting')))
  holding.unsubscribe()
  await asterisk.close()
  server.close()
  return { heard, why: waiting._tag === 'Waiting' ? show(waiting.failure) : '' }
}

test('a self-signed certificate is refused, and nothing is sent', async () => {
  const { heard, why } = await meeting(true)
  assert.is(heard, '')
  assert.match(why, /SELF_SIGNED.*tls\.ca/)
})

test('so it is where the environment switches verification off for all of Node', async () => {
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  try {
    assert.is((await meeting(true)).heard, '')
    assert.is((await meeting({ servername: 'localhost' })).heard, '')
  } finally {
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  }
})

test('the certificate of its own authority is believed, and so is any where the program says so', async () => {
  assert.match((await meeting({ ca: cert, servername: 'localhost' })).heard, /Action: Login/)
  assert.match((await meeting({ rejectUnauthorized: false })).heard, /Action: Login/)
})

test.run()
