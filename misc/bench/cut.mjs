// Cuts the bytes that sockets of this process read into small pieces, for each way of reading. Pieces sent over loopback would be joined
// again.
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'
import { Readable } from 'node:stream'

let size = Infinity

function* pieces(chunk) {
  for (let at = 0; at < chunk.length; at += size) yield chunk.subarray(at, Math.min(chunk.length, at + size))
}

/** For clients that listen for `data`. */
const push = function (chunk, encoding) {
  if (chunk === null || size === Infinity) return Readable.prototype.push.call(this, chunk, encoding)
  let more = true
  for (const piece of pieces(chunk)) more = Readable.prototype.push.call(this, piece, encoding)
  return more
}

/** For clients with a read buffer of their own. */
const cutting = (callback) => (length, buffer) => {
  for (const piece of pieces(buffer.subarray(0, length))) callback(piece.length, piece)
  return true
}

/** Call this before a client connects; `into` gives the time and the size of the pieces. */
export const install = () => {
  const { connect } = net
  net.Socket.prototype.push = push
  net.connect = (options, ...rest) =>
    options.onread === undefined
      ? connect(options, ...rest)
      : connect({ ...options, onread: { ...options.onread, callback: cutting(options.onread.callback) } }, ...rest)
  syncBuiltinESMExports()
}

export const into = (bytes) => {
  size = bytes
}
