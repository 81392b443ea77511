/** Bytes as Node has them. */
import { isAscii } from 'node:buffer'

export const LF = 10
export const CR = 13

/** The bytes as a `Buffer`, uncopied. */
export const asBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

export type Encoding = 'ascii' | 'utf8'

/** What decodes bytes that are UTF-8. Most are ASCII, and quicker to decode when that is known. */
export const encodingOf = (bytes: Buffer): Encoding => (isAscii(bytes) ? 'ascii' : 'utf8')

/** Nothing yet; made once, since a buffer is dear for what a link begins with. */
export const NO_BYTES = Buffer.alloc(0)
