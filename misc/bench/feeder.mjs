// A scripted Asterisk in a process of its own: it accepts logins, answers, and floods on request, from prepared buffers.
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { corpus, EVENTS, eventsIn, excerpt } from './corpus.mjs'

const SECRET = 'secret'
const CHALLENGE = '840415273'
const KEY = createHash('md5')
  .update(CHALLENGE + SECRET)
  .digest('hex')
/** The size of one write, in bytes. */
const PIECE = 1_048_576

const whole = corpus()
const events = [...eventsIn(whole).values()].reduce((sum, count) => sum + count, 0)
if (events !== EVENTS) throw new Error(`the corpus holds ${events} events, not ${EVENTS}`)
const THE_END = Buffer.from('Event: BenchEnd\r\nPrivilege: user,all\r\n\r\n')

const response = (id, ...headers) => ['Response: Success', `ActionID: ${id}`, ...headers, '', ''].join('\r\n')
const refused = (id, why) => `Response: Error\r\nActionID: ${id}\r\nMessage: ${why}\r\n\r\n`

/** An event that shows the time of its write, in milliseconds of the machine's clock. */
const tick = () =>
  Buffer.from(`Event: BenchTick\r\nPrivilege: user,all\r\nAt: ${Number(process.hrtime.bigint()) / 1e6}\r\n\r\n`)

/**
 * Sends the corpus `passes` times, or `frames` of it, as fast as the reader takes it or `rate` frames a second; then the event of the
 * end. With `ticks` each step of a rate ends with a tick.
 */
const flood = async (socket, { passes = '1', frames, rate, ticks }) => {
  const bytes = excerpt(whole, frames === undefined ? undefined : Number(frames))
  const drained = () => once(socket, 'drain').catch(() => undefined)
  const write = async (piece) => {
    if (!socket.write(piece)) await drained()
  }
  const step = ticks === undefined ? write : (piece) => write(Buffer.concat([piece, tick()]))
  if (rate !== undefined) await paced(step, bytes, Number(rate), socket)
  else {
    for (let pass = 0; pass < Number(passes) && !socket.destroyed; pass += 1) {
      for (let at = 0; at < bytes.length && !socket.destroyed; at += PIECE) await write(bytes.subarray(at, at + PIECE))
    }
  }
  socket.write(THE_END)
}

/** Steps of at least a millisecond; each sends the frames that are due by the clock. */
const paced = async (write, bytes, rate, socket) => {
  const began = performance.now()
  for (let sent = 0, at = 0; at < bytes.length && !socket.destroyed;) {
    await new Promise((resolve) => setTimeout(resolve, 1))
    const due = Math.floor(((performance.now() - began) / 1000) * rate) - sent
    const piece = excerpt(bytes.subarray(at), due)
    await write(piece)
    sent += due
    at += piece.length
  }
}

const ACTIONS = {
  challenge: (_, { actionid }) => response(actionid, `Challenge: ${CHALLENGE}`),
  login: (_, { actionid, secret, key }) =>
    secret === SECRET || key === KEY
      ? response(actionid, 'Message: Authentication accepted')
      : refused(actionid, 'Authentication failed'),
  ping: (_, { actionid, echo = '' }) =>
    response(actionid, `Echo: ${echo}`, 'Ping: Pong', 'Timestamp: 1795387382.046321'),
  status: (_, { actionid }) =>
    response(actionid, 'EventList: start', 'Message: Channel status will follow') +
    `Event: StatusComplete\r\nActionID: ${actionid}\r\nEventList: Complete\r\nListItems: 0\r\nItems: 0\r\n\r\n`,
  logoff: (socket, { actionid }) => {
    socket.end(`Response: Goodbye\r\nActionID: ${actionid}\r\nMessage: Thanks for all the fish.\r\n\r\n`)
    return ''
  },
  flood: (socket, headers) => {
    setImmediate(() => void flood(socket, headers))
    return response(headers.actionid, 'Echo: ')
  },
  /** A link that breaks. */
  drop: (socket) => {
    socket.destroy()
    return ''
  },
}

const headersOf = (text) =>
  Object.fromEntries(
    text.split('\r\n').map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )

const answer = (socket, text) => {
  const headers = headersOf(text)
  const act = ACTIONS[headers.action?.toLowerCase()]
  return act === undefined ? refused(headers.actionid, 'Invalid/unknown command') : act(socket, headers)
}

const server = createServer({ noDelay: true }, (socket) => {
  let heard = ''
  socket.write('Asterisk Call Manager/11.0.0\r\n')
  socket.setEncoding('utf8').on('error', () => undefined)
  socket.on('data', (text) => {
    const actions = (heard + text).split('\r\n\r\n')
    heard = actions.pop()
    // the last one first: a client that relies on the order of answers gets wrong ones
    const answers = actions.reverse().map((action) => answer(socket, action))
    if (socket.writable) socket.write(answers.join(''))
  })
})
server.listen(0, '127.0.0.1', () => process.send(server.address().port))
process.on('disconnect', () => process.exit())
