/** Real sockets on loopback ports. */
import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { fileURLToPath } from 'node:url'
import {
  dematerialize,
  filter,
  firstValueFrom,
  lastValueFrom,
  map,
  materialize,
  type Observable,
  scan,
  switchMap,
  tap,
  toArray,
} from 'rxjs'
import { isRight } from 'fp-ts/lib/Either.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import type { Failure, Transport } from '../../src/index.js'
import { tcp } from '../../src/link/tcp.js'
import { failureOf } from '../../src/failure.js'
import { settings } from '../../src/options.js'

const test = suite('tcp')

const pem = (name: string): Buffer => readFileSync(fileURLToPath(new URL(`../asterisk/tls/${name}`, import.meta.url)))
const CERT = pem('ami.crt')
const KEY = pem('ami.key')

const reaching = (options: object): Transport => {
  const given = settings({ username: 'admin', password: 'secret', ...options })
  assert.ok(isRight(given))
  return tcp(given.right)
}

const portOf = (server: Server): number => {
  const isAt = (address: ReturnType<Server['address']>): address is AddressInfo => typeof address === 'object'
  const address = server.address()
  return isAt(address) ? address.port : 0
}

/** Runs a test against a server, and closes it and its connections afterwards. */
const against = async (
  serve: (socket: Socket) => void,
  follow: (port: number, sockets: readonly Socket[]) => Promise<void>,
  make: (listener: (socket: Socket) => void) => Server = createServer,
): Promise<void> => {
  const sockets: Socket[] = []
  const server = make((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    serve(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await follow(portOf(server), sockets)
  } finally {
    sockets.forEach((socket) => socket.destroy())
    server.close()
  }
}

const overTls = (listener: (socket: Socket) => void): Server =>
  createTlsServer({ cert: CERT, key: KEY }, listener).on('tlsClientError', () => undefined)

const bytesOf = (transport: Transport): Observable<Uint8Array> =>
  transport.open().pipe(
    // `open` itself never completes: it ends when it is unsubscribed
    switchMap(({ byte$ }) => byte$.pipe(materialize())),
    dematerialize(),
  )

const textOf = (transport: Transport): Observable<string> =>
  bytesOf(transport).pipe(map((bytes) => Buffer.from(bytes).toString()))

const failure = async (stream$: Observable<unknown>): Promise<Failure | undefined> =>
  lastValueFrom(stream$).then(
    () => undefined,
    (error: unknown) => failureOf(error),
  )

test('bytes come as they were written, and go as they are sent', async () => {
  await against(
    (socket) => {
      socket.write('hello')
      socket.on('data', (bytes: Buffer) => socket.write(bytes))
    },
    async (port) => {
      const echo$ = reaching({ port })
        .open()
        .pipe(
          tap(({ send }) => {
            send('Jörg')
          }),
          switchMap(({ byte$ }) => byte$),
          map((bytes) => Buffer.from(bytes).toString()),
          scan((all, piece) => all + piece, ''),
          filter((all) => all.length >= 'helloJörg'.length),
        )
      assert.is(await firstValueFrom(echo$), 'helloJörg')
    },
  )
})

test('what is sent in one tick leaves as one packet', async () => {
  const pieces: string[] = []
  await against(
    (socket) =>
      socket.on('data', (bytes: Buffer) => {
        pieces.push(bytes.toString())
        socket.write('done')
      }),
    async (port) => {
      const told$ = reaching({ port })
        .open()
        .pipe(
          tap(({ send }) => {
            send('one ')
            send('two ')
            send('three')
          }),
          switchMap(({ byte$ }) => byte$),
        )
      await firstValueFrom(told$)
    },
  )
  assert.equal(pieces, ['one two three'])
})

test('a server that closes completes the bytes', async () => {
  await against(
    (socket) => socket.end('bye'),
    async (port) => {
      assert.equal(await firstValueFrom(textOf(reaching({ port })).pipe(toArray())), ['bye'])
    },
  )
})

test('links that are open at once read into memory of their own, and one that has ended leaves its to the next', async () => {
  await against(
    (socket) => socket.end('bye'),
    async (port) => {
      const memory = () => lastValueFrom(bytesOf(reaching({ port })).pipe(map(({ buffer }) => buffer)))
      const first = await memory()
      assert.ok(first === (await memory()))
      const [one, other] = await Promise.all([memory(), memory()])
      assert.ok(one !== other)
    },
  )
})

test('a server that resets the connection is a lost link', async () => {
  await against(
    (socket) => setTimeout(() => socket.resetAndDestroy(), 20),
    async (port) => {
      assert.equal(await failure(textOf(reaching({ port }))), { _tag: 'LinkLost', why: 'ECONNRESET' })
    },
  )
})

test('unsubscribing closes the connection', async () => {
  let closed = (): void => undefined
  const gone = new Promise<void>((resolve) => {
    closed = resolve
  })
  await against(
    (socket) => socket.resume().once('close', closed),
    async (port) => {
      await firstValueFrom(reaching({ port }).open())
      await gone
    },
  )
})

test('a port that nobody listens on is unreachable, with a hint', async () => {
  let port = 0
  await against(
    () => undefined,
    (free) => {
      port = free
      return Promise.resolve()
    },
  )
  const refused = await failure(reaching({ port }).open())
  assert.is(refused?._tag === 'Unreachable' && refused.why, 'ECONNREFUSED')
  assert.match(
    refused?._tag === 'Unreachable' && refused.hint._tag === 'Some' ? refused.hint.value : '',
    /manager\.conf/,
  )
})

test('the peer is written as host and port, IPv6 in brackets', () => {
  assert.is(reaching({ host: 'pbx.example', port: 5039 }).peer, 'pbx.example:5039')
  assert.is(reaching({ host: '::1' }).peer, '[::1]:5038')
})

test('TLS with our own CA and server name carries bytes', async () => {
  await against(
    (socket) => socket.write('hello'),
    async (port) => {
      const tls = { ca: CERT, servername: 'localhost' }
      assert.is(await firstValueFrom(textOf(reaching({ port, tls }))), 'hello')
    },
    overTls,
  )
})

const hintOf = (told: Failure | undefined): string =>
  told?._tag === 'Unreachable' && told.hint._tag === 'Some' ? told.hint.value : `${told?._tag ?? ''} without a hint`

for (const [what, tls, fix] of [
  ['a certificate of an unknown CA', { servername: 'localhost' }, /tls\.ca/],
  ['a certificate of another name', { ca: CERT, servername: 'pbx.example' }, /tls\.servername/],
] as const) {
  test(`TLS refuses ${what}, and tells what to set`, async () => {
    await against(
      (socket) => socket.write('hello'),
      async (port) => {
        assert.match(hintOf(await failure(textOf(reaching({ port, tls })))), fix)
      },
      overTls,
    )
  })
}

test('TLS to a plain port says that it does not speak TLS', async () => {
  await against(
    (socket) => socket.write('Asterisk Call Manager/11.0.0\r\n'),
    async (port) => {
      assert.match(hintOf(await failure(textOf(reaching({ port, tls: true })))), /does not speak TLS.*5039/)
    },
  )
})

test('a silent plain port may speak TLS, and says so', () => {
  assert.match(reaching({}).silence ?? '', /tls: true/)
  assert.match(reaching({ tls: true }).silence ?? '', /5039/)
})

test.run()
