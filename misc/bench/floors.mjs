// Floors: the least code for each kind of reader. Bytes are counted, frames A and C, a bare socket with a Map.
import { connect } from 'node:net'

const READ_BUFFER = 65_536
const FRAME_END = Buffer.from('\r\n\r\n')
const THE_END = 'Event: BenchEnd'
const TAIL = Buffer.from(`${THE_END}\r\nPrivilege: user,all\r\n\r\n`)

/** A socket that is logged in, with one reused read buffer; `read` takes each chunk while it is valid. */
const opened = (port) =>
  new Promise((resolve) => {
    let read
    const socket = connect({
      host: '127.0.0.1',
      port,
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafe(READ_BUFFER),
        callback: (length, buffer) => {
          const chunk = buffer.subarray(0, length)
          if (read !== undefined) read(chunk)
          else if (chunk.includes('Authentication accepted')) {
            resolve({ socket, reading: (next) => (read = next) })
          }
          return true
        },
      },
    })
    socket.on('error', () => undefined)
    socket.write('Action: Login\r\nActionID: floor-login\r\nUsername: bench\r\nSecret: secret\r\n\r\n')
  })

const written = (headers) =>
  `${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`

/** A floor: `read(heard)` returns a reader of chunks, which calls `heard` for each event. */
const floor = (read) => (port) => ({
  open: async () => {
    const { socket, reading } = await opened(port)
    return {
      listen: (heard) => reading(read(heard)),
      send: (headers) => socket.write(written(headers)),
      close: () => socket.destroy(),
    }
  },
})

/** Counts bytes; reports the end when a chunk ends with the last event. */
const bytes = floor((heard) => (chunk) => {
  if (chunk.length >= TAIL.length && chunk.subarray(chunk.length - TAIL.length).equals(TAIL)) heard('BenchEnd')
  else heard('')
})

/** A frame that was read, without a look at its headers. */
class Lazy {
  constructor(text) {
    this.text = text
  }
  get(name) {
    const at = this.text.indexOf(`\n${name}: `)
    if (at < 0) return undefined
    const start = at + name.length + 3
    const end = this.text.indexOf('\r', start)
    return this.text.slice(start, end < 0 ? undefined : end)
  }
}

const named = (text) => (text.startsWith(THE_END) ? 'BenchEnd' : '')

/** Floor A: `Buffer.indexOf` for the end of each frame, and one decode of it. */
const a = floor((heard) => {
  let rest = Buffer.alloc(0)
  return (chunk) => {
    const all = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let start = 0
    for (let end = all.indexOf(FRAME_END); end >= 0; end = all.indexOf(FRAME_END, start)) {
      const frame = new Lazy(all.utf8Slice(start, end))
      heard(named(frame.text), frame)
      start = end + FRAME_END.length
    }
    rest = Buffer.from(all.subarray(start))
  }
})

/** Floor C: one decode of a whole chunk as Latin-1, and `String.indexOf` in it. Values keep the chunk in memory, and UTF-8 is lost. */
const c = floor((heard) => {
  let rest = ''
  return (chunk) => {
    const all = rest + chunk.latin1Slice(0, chunk.length)
    let start = 0
    for (let end = all.indexOf('\r\n\r\n'); end >= 0; end = all.indexOf('\r\n\r\n', start)) {
      const frame = new Lazy(all.slice(start, end))
      heard(named(frame.text), frame)
      start = end + 4
    }
    rest = all.slice(start)
  }
})

/** Actions by a bare socket: a Map by ActionID, and writes of one tick together. */
const socket = (port) => ({
  open: async () => {
    const { socket, reading } = await opened(port)
    const waiting = new Map()
    let [count, out, rest] = [0, '', '']
    const value = (text, name) => {
      const start = text.indexOf(name) + name.length
      return text.slice(start, text.indexOf('\r\n', start))
    }
    reading((chunk) => {
      const frames = (rest + chunk.latin1Slice(0, chunk.length)).split('\r\n\r\n')
      rest = frames.pop()
      for (const text of frames) {
        const id = value(text, 'ActionID: ')
        const answered = waiting.get(id)
        waiting.delete(id)
        answered?.(value(text, 'Echo: '))
      }
    })
    return {
      send: (headers, answered) => {
        const id = `bench-${(count += 1)}`
        waiting.set(id, answered)
        if (out === '') {
          process.nextTick(() => {
            socket.write(out)
            out = ''
          })
        }
        out += written({ Action: headers.Action, ActionID: id, Echo: headers.Echo })
      },
      close: () => socket.destroy(),
    }
  },
})

/** The bare socket, with an Observable for each action. */
const rxSocket = (port) => ({
  open: async () => {
    const { Observable } = await import('rxjs')
    const { send, close } = await socket(port).open()
    const fail = (error) => {
      throw error
    }
    const answerTo = (headers) =>
      new Observable((subscriber) => {
        send(headers, (echo) => {
          subscriber.next(echo)
          subscriber.complete()
        })
      })
    return { send: (headers, next) => void answerTo(headers).subscribe({ next, error: fail }), close }
  },
})

export const floors = {
  'floor bytes': bytes,
  'floor A': a,
  'floor C': c,
  'floor socket': socket,
  'floor rxjs': rxSocket,
}
