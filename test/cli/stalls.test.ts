/** Clients of the switchboard that take nothing any more: what Linux shows of a connection, and when it is cut. */
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { platform } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Progress, progressAfter, Stalls } from '../../src/cli/switchboard/stalls.js'
import { endsKey, queuesIn, tcpQueues } from '../../src/cli/switchboard/tcpQueues.js'
import { eventually } from '../support/watching.js'

const test = suite('stalled clients')

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode                     '
const line = (local: string, remote: string, queues: string): string =>
  `  12: ${local} ${remote} 01 ${queues} 01:00000014 00000000  1000        0 31337 2 0000000000000000 20 4 30 10 -1`

test('the table of the kernel gives the bytes that wait for each client', () => {
  const text = [
    HEAD,
    line('0100007F:1F90', '0A0200C0:C350', '0000A2C4:00000000'),
    line('0100007F:1F90', '0B0200C0:C350', '00000000:00000010'),
    line('00000000000000000000000001000000:1F90', '0000000000000000FFFF00000C0200C0:0050', '00000001:00000000'),
    line('000080FE000000000000000001000000:1F90', 'B80D0120000000000000000001000000:FFFF', '000000FF:00000000'),
  ].join('\n')
  assert.equal(
    [...queuesIn(text)],
    [
      ['8080 192.0.2.10 50000', 0xa2c4],
      ['8080 ::ffff:192.0.2.12 80', 1],
      ['8080 2001:db8::1 65535', 255],
    ],
  )
})

test('the name of an interface is no part of an address', () => {
  const ends = { localPort: 8080, remotePort: 50000 }
  assert.is(endsKey({ ...ends, remoteAddress: 'fe80::1%eth0' }), endsKey({ ...ends, remoteAddress: 'fe80::1' }))
})

test('a table that nobody foresaw gives nothing, and never throws', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(' ', '0: ', '0100007F', 'zzzzzzzz', ':', '1F90', '01', '\n', '00000001:')),
      (parts) => {
        queuesIn(parts.join(''))
      },
    ),
  )
  assert.equal([...queuesIn(HEAD)], [])
  assert.equal([...queuesIn('  0: 0100007Z:1F90 0A0200C0:C350 01 0000A2C4:00000000')], [])
})

/** The time of the last progress after samples of [handed, waiting], one each second. */
const lastProgress = (...samples: readonly (readonly [number, number])[]): number =>
  samples.reduce<Progress>(
    (progress, [handed, waiting], second) => progressAfter(progress, handed, waiting, second + 1),
    { taken: 0, at: 0 },
  ).at

test('a client that takes nothing makes no progress, whatever is written meanwhile', () => {
  assert.is(lastProgress([100, 0], [200, 100], [300, 200], [1000, 900]), 1)
})

test('a client that takes a byte of many makes progress', () => {
  assert.is(lastProgress([100, 100], [1000, 999], [9000, 8998]), 3)
})

test('a client for whom nothing waits is idle, and not stalled', () => {
  assert.is(lastProgress([100, 0], [100, 0], [100, 0]), 3)
})

test('bytes that Node still holds are not handed to the kernel: a full queue is no progress', () => {
  assert.is(lastProgress([100, 50], [100, 50], [100, 50]), 1)
})

/** A server whose only client reads by `read`; the times are short. */
const scene = async (read: (client: Socket) => void, bytes = 20_000) => {
  const stalls = new Stalls()
  const server = createServer()
  server.on('connection', stalls.add)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const connection = new Promise<Socket>((resolve) => server.once('connection', resolve))
  const client = connect(port, '127.0.0.1')
  client.on('error', () => undefined)
  const socket = await connection
  socket.on('error', () => undefined)
  read(client)
  const signal = stalls.signalOf(socket)
  const writing = setInterval(() => socket.write('x'.repeat(bytes)), 5)
  const watching = stalls.watch(tcpQueues, 500, 50).subscribe()
  const close = (): void => {
    clearInterval(writing)
    watching.unsubscribe()
    client.destroy()
    server.close()
  }
  return { stalls, socket, signal, close }
}

const isLinux = platform() === 'linux'
if (!isLinux) console.log('skipped: only Linux shows the bytes that wait for a client')

if (isLinux) {
  test('a client that stops to read is cut, and its signal is aborted before', async () => {
    const { stalls, socket, signal, close } = await scene((client) => client.pause())
    let wasOpen = false
    signal?.addEventListener('abort', () => (wasOpen = !socket.destroyed))
    await eventually('it is cut', () => socket.destroyed)
    assert.equal([signal?.aborted, wasOpen], [true, true])
    await eventually('it is forgotten', () => stalls.signalOf(socket) === undefined)
    close()
  })

  test('a client that stops to read is cut too where the kernel is full, and Node holds the rest', async () => {
    const { socket, close } = await scene((client) => client.pause(), 200_000)
    await eventually('Node holds bytes', () => socket.writableLength > 1_000_000)
    await eventually('it is cut', () => socket.destroyed)
    close()
  })

  test('a client that reads slowly stays', async () => {
    const { socket, signal, close } = await scene((client) => {
      client.pause()
      setInterval(() => {
        client.read(100_000)
      }, 100).unref()
    })
    await sleep(2500)
    assert.equal([socket.destroyed, signal?.aborted], [false, false])
    close()
  })

  test('an idle client stays', async () => {
    const { socket, signal, close } = await scene((client) => client.resume())
    await sleep(1500)
    assert.equal([socket.destroyed, signal?.aborted], [false, false])
    close()
  })
}

test.run()
