/** A process for the test of small heaps: one client, one flood on it, and one line for each fault. */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { NEVER, type Observable } from 'rxjs'
import * as t from 'io-ts'
import { type Asterisk, connect, failureOf } from '../../src/index.js'
import { callLog } from '../../src/smarthome/house/callLog.js'
import { record } from '../../src/testing/index.js'

/** The answer to one action of the client. */
const answerTo = (text: string): string => {
  const value = (name: string): string => new RegExp(`^${name}: (.*)$`, 'im').exec(text.replaceAll('\r', ''))?.[1] ?? ''
  const id = `ActionID: ${value('ActionID')}\r\n`
  const list = (complete: string): string =>
    `Response: Success\r\n${id}EventList: start\r\n\r\nEvent: ${complete}\r\n${id}EventList: Complete\r\nListItems: 0\r\n\r\n`
  switch (value('Action').toLowerCase()) {
    case 'challenge':
      return `Response: Success\r\n${id}Challenge: 123\r\n\r\n`
    case 'status':
      return list('StatusComplete')
    case 'queuestatus':
      return `Response: Success\r\n${id}EventList: start\r\n\r\n`
    default:
      return `Response: Success\r\n${id}Message: Authentication accepted\r\n\r\n`
  }
}

interface Store {
  readonly use: (asterisk: Asterisk) => void
  /** The text number `n` of the flood; `id` is the ActionID of the open list. */
  readonly text: (n: number, id: string) => string
  /** Mebibytes that the flood sends. */
  readonly size: number
}

const wide = `H: ${'x'.repeat(1000)}\r\n`.repeat(120)
const watch =
  (of: (asterisk: Asterisk) => Observable<unknown>) =>
  (asterisk: Asterisk): void =>
    void of(asterisk).subscribe({
      error: (error: unknown) => {
        console.log(failureOf(error)?._tag ?? String(error))
      },
    })
const channel = (n: number): string =>
  `Event: Newchannel\r\nChannel: P/${n.toString(36)}-1\r\nUniqueid: ${n.toString(36)}\r\n\r\n`
const userEvent = (body: string): string => `Event: UserEvent\r\nUserEvent: Call\r\n${body}\r\n`

const STORES: Readonly<Record<string, Store>> = {
  channels: { use: watch((asterisk) => asterisk.device('100')), text: channel, size: 12 },
  'all channels': { use: watch((asterisk) => asterisk.device$), text: channel, size: 12 },
  'ended channels': {
    use: watch((asterisk) => asterisk.device$),
    text: (n) => `${channel(n)}Event: Hangup\r\nChannel: P/${n.toString(36)}-1\r\nUniqueid: ${n.toString(36)}\r\n\r\n`,
    size: 16,
  },
  'the line of a logic': {
    use: (asterisk) => void asterisk.logic(asterisk.userEvent('Call'), () => NEVER),
    text: () => userEvent(wide),
    size: 300,
  },
  'the line of a logic with short events': {
    use: (asterisk) => void asterisk.logic(asterisk.userEvent('Call'), () => NEVER),
    text: (n) => userEvent(`N: ${n}\r\n`).repeat(100),
    size: 12,
  },
  'the line of a logic with decoded events': {
    use: (asterisk) => void asterisk.logic(asterisk.userEvent('Call', t.record(t.string, t.unknown)), () => NEVER),
    text: () => userEvent(wide),
    size: 300,
  },
  'events that no codec accepts': {
    use: watch((asterisk) => asterisk.userEvent('Call', t.type({ Missing: t.string }))),
    text: () => userEvent(wide),
    size: 300,
  },
  'a recording on a disk that hangs': {
    use: watch((asterisk) => record(asterisk.frame$, process.argv[3] ?? '')),
    text: () => userEvent(wide),
    size: 300,
  },
  'the call log': {
    use: watch((asterisk) => callLog(asterisk.event('Cdr'))),
    text: (n) => `Event: Cdr\r\nSource: ${'7'.repeat(7_000_000)}\r\nUniqueID: ${n}\r\n\r\n`,
    size: 420,
  },
  mailboxes: {
    use: watch((asterisk) => asterisk.mailbox('1000@default')),
    text: (n) =>
      `Event: MessageWaiting\r\nMailbox: ${n.toString(36)}@default\r\nWaiting: 1\r\nNew: 1\r\nOld: 0\r\n\r\n`,
    size: 12,
  },
  'the items of a list': {
    use: watch((asterisk) => asterisk.list({ Action: 'QueueStatus' })),
    text: (n, id) => `Event: QueueMember\r\nActionID: ${id}\r\nQueue: q\r\nName: ${n}\r\n\r\n`.repeat(100),
    size: 20,
  },
  'a frame without an end': { use: watch((asterisk) => asterisk.event$), text: () => wide, size: 300 },
  'a line without an end': { use: watch((asterisk) => asterisk.event$), text: () => 'x'.repeat(120_000), size: 300 },
}

const flood = async (socket: Socket, { text, size }: Store, idOf: () => string): Promise<void> => {
  const most = size * 1_048_576
  const closed = once(socket, 'close')
  for (let n = 0, sent = 0; sent < most && !socket.destroyed; n += 1) {
    let block = ''
    while (block.length < 65_536) block += text((n += 1), idOf())
    sent += block.length
    if (!socket.write(block)) await Promise.race([once(socket, 'drain'), closed])
    await turn()
  }
}

const main = async (name: string): Promise<void> => {
  const store = STORES[name]
  if (store === undefined) throw new Error(`no store ${name}`)
  const sockets: Socket[] = []
  let list = ''
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => undefined).write('Asterisk Call Manager/11.0.0\r\n')
    socket.setEncoding('latin1').on('data', (text: string) => {
      for (const action of text.split('\r\n\r\n').slice(0, -1)) {
        list = /^Action: QueueStatus\r\nActionID: (.*)$/m.exec(action)?.[1]?.trim() ?? list
        socket.write(answerTo(action))
      }
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const asterisk = connect({ username: 'a', password: 'x', host: '127.0.0.1', port })
  asterisk.fault$.subscribe(({ _tag }) => {
    console.log(_tag)
  })
  store.use(asterisk)
  await sleep(300)
  const [socket] = sockets
  if (socket === undefined) throw new Error('the client did not come')
  await flood(socket, store, () => list)
  await sleep(100)
  console.log(`survived with ${Math.round(process.memoryUsage().heapUsed / 1_048_576)} MiB`)
  process.exit(0)
}

if (process.argv[2] === '--names') console.log(Object.keys(STORES).join('\n'))
else void main(process.argv[2] ?? '')
