/** Bytes as Node's buffers. */
import { isAscii } from 'node:buffer'

/** The bytes as a `Buffer`, without a copy. */
export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

export type Encoding = 'ascii' | 'utf8'

/** The encoding of bytes that are UTF-8. Most are ASCII, which decodes faster than UTF-8 (bench: flood). */
export const encodingOf = (bytes: Buffer): Encoding => (isAscii(bytes) ? 'ascii' : 'utf8')

/** The empty buffer, made once for all links, because a new buffer is expensive. */
export const NO_BYTES = Buffer.alloc(0)
