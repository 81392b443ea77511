/** A raw link that asks for all lists of the live models without a pause, and passes all frames on. */
import { connect as connectTcp } from 'node:net'
import type { Subject } from 'rxjs'
import { Frame } from '../../src/index.js'
import { readBanner } from '../../src/protocol/banner.js'
import { decoder } from '../../src/protocol/decoder.js'

const PREFIX = '0123456789abcdef'

/** The lists that the models read, with their marks. */
const LISTS: readonly (readonly [mark: string, action: string, ...headers: readonly string[]])[] = [
  ['snapshot', 'Status'],
  ['snapshot-queues', 'QueueStatus'],
  ['snapshot-bridges', 'BridgeList'],
  ['snapshot-rooms', 'ConfbridgeListRooms'],
  ['snapshot-room-1', 'ConfbridgeList', 'Conference: 1'],
  ['snapshot-room-2', 'ConfbridgeList', 'Conference: 2'],
  ['snapshot-parked', 'ParkedCalls'],
]

export const listing = async (
  { port, username, password }: { readonly port: number; readonly username: string; readonly password: string },
  frame$: Subject<Frame>,
) => {
  const socket = connectTcp(port, '127.0.0.1')
  socket.setNoDelay(true)
  let isGreeted = false
  const read = decoder(
    { frame: 8_000_000, headers: 10_000 },
    {
      frame: ({ text }) => {
        frame$.next(new Frame(text))
      },
      fault: () => undefined,
    },
  )
  socket.on('data', (bytes: Buffer) => {
    if (isGreeted) {
      read(bytes)
      return
    }
    const banner = readBanner(bytes)
    isGreeted = true
    if (banner._tag === 'Right' && banner.right._tag === 'Some') read(banner.right.value.rest)
  })
  await new Promise((resolve) => socket.once('connect', resolve))
  let number = 1
  const ask = (mark: string, action: string, headers: readonly string[]): void => {
    const lines = [`Action: ${action}`, `ActionID: ${PREFIX}-${number}-${mark}`, ...headers]
    number += 1
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  }
  ask('login', 'Login', [`Username: ${username}`, `Secret: ${password}`])
  let isPaused = false
  const timer = setInterval(() => {
    const [mark, action, ...headers] = LISTS[number % LISTS.length] ?? LISTS[0] ?? ['snapshot', 'Status']
    if (!isPaused) ask(mark, action, headers)
  }, 20)
  socket.on('error', () => undefined)
  return {
    asked: () => number,
    pause: () => {
      isPaused = true
    },
    go: () => {
      isPaused = false
    },
    close: () => {
      clearInterval(timer)
      socket.destroy()
    },
  }
}
