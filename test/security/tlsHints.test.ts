/** Real TLS servers that no client should trust: each failure has the hint that fits, and no other. */
import { readFile } from 'node:fs/promises'
import { createServer as createTcpServer, type Server } from 'node:net'
import { createServer, type TlsOptions } from 'node:tls'
import * as O from 'fp-ts/lib/Option.js'
import { filter, firstValueFrom } from 'rxjs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { connect, type ConnectOptions } from '../../src/index.js'

const test = suite('hints of TLS')

const read = (name: string): Promise<Buffer> => readFile(new URL(`certificates/${name}`, import.meta.url))
const [ca, key] = [await read('ca.crt'), await read('server.key')]

/** The reason and the hint of the first link to a server. 'in': the login was sent. */
const meeting = async (server: Server, tls: ConnectOptions['tls']): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const asterisk = connect({ username: 'admin', password: 'hunter2', port, timeout: 2000, tls })
  const holding = asterisk.event$.subscribe({ error: () => undefined })
  const status = await firstValueFrom(
    asterisk.status$.pipe(filter(({ _tag }) => _tag === 'Waiting' || _tag === 'Authenticating')),
  )
  holding.unsubscribe()
  await asterisk.close()
  server.close()
  if (status._tag !== 'Waiting') return 'in'
  const { failure } = status
  return failure._tag === 'Unreachable' ? `${failure.why}: ${O.getOrElse(() => 'no hint')(failure.hint)}` : failure._tag
}

const serving = (options: TlsOptions): Server =>
  createServer({ key, ...options }, (socket) => {
    socket.on('error', () => undefined)
    socket.write('Asterisk Call Manager/11.0.0\r\n')
  }).on('tlsClientError', () => undefined)

const certificate = async (name: string): Promise<Server> => serving({ cert: await read(`${name}.crt`) })

const HINTS: Readonly<Record<string, RegExp>> = {
  expired: /has expired/,
  'not valid yet': /not valid yet/,
  'another name': /servername/,
  'an unknown CA': /tls\.ca/,
  'an old protocol': /old version of TLS/,
  'no TLS': /does not speak TLS/,
}

/** True for the hint of this case, and for no other hint. */
const hasHintOf = (fitting: string, text: string): void => {
  const found = Object.keys(HINTS).filter((name) => HINTS[name]?.test(text))
  assert.equal(found, [fitting], text)
}

const trusting = { ca, servername: 'localhost' }

test('a valid certificate of a known CA lets the login out', async () => {
  assert.is(await meeting(await certificate('valid'), trusting), 'in')
})

test('a certificate that has expired', async () => {
  hasHintOf('expired', await meeting(await certificate('expired'), trusting))
})

test('a certificate that is not valid yet', async () => {
  hasHintOf('not valid yet', await meeting(await certificate('future'), trusting))
})

test('a certificate for another name', async () => {
  hasHintOf('another name', await meeting(await certificate('otherName'), trusting))
})

test('the name in the certificate, as the hint says', async () => {
  assert.is(await meeting(await certificate('otherName'), { ca, servername: 'elsewhere.test' }), 'in')
})

test('a certificate of an unknown CA', async () => {
  hasHintOf('an unknown CA', await meeting(await certificate('valid'), { servername: 'localhost' }))
})

const OLD = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const

const oldServer = async (): Promise<Server> => serving({ cert: await read('valid.crt'), maxVersion: 'TLSv1.1', ...OLD })

test('a server that offers only TLS 1.1', async () => {
  hasHintOf('an old protocol', await meeting(await oldServer(), trusting))
})

test('a server that offers only TLS 1.1, with the options of the hint', async () => {
  assert.is(await meeting(await oldServer(), { ...trusting, ...OLD }), 'in')
})

test('a plain AMI port', async () => {
  const plain = createTcpServer((socket) => {
    socket.on('error', () => undefined).write('Asterisk Call Manager/11.0.0\r\n')
  })
  hasHintOf('no TLS', await meeting(plain, trusting))
})

test.run()
