/** The bytes of one file of a configuration directory. Anything but a regular file of a reasonable size is a mistake with its own sentence. */
import { constants } from 'node:fs'
import { lstat, open } from 'node:fs/promises'

/** The most bytes of a file: far more than people write. */
const MOST_BYTES = 4 * 1024 * 1024

type Words = readonly [message: string, fix: string]

/** A file that cannot be read; `words` are the message and the fix. */
export class Unreadable extends Error {
  readonly words: Words

  constructor(...words: Words) {
    super(words[0])
    this.words = words
  }
}

const RIGHTS: Words = ['there is no permission to read this', 'give the user of this program the right to read it']

const MISTAKES: Readonly<Record<string, Words>> = {
  EACCES: RIGHTS,
  EPERM: RIGHTS,
  ELOOP: ['this link leads back to itself', 'remove it, or let it lead to a file'],
  ENXIO: ['this is a socket or a device, not a file', 'replace it by a file'],
  EISDIR: ['this is a directory, not a file', 'rename it, or move it away'],
  ENAMETOOLONG: ['the name of this file is too long', 'rename it'],
}

/** The code of an error of Node: `ENOENT`. */
export const codeOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : ''

/** The words for a file that could not be read. A file that is gone was a link to nothing, or was removed in this moment. */
const wordsOf = async (path: string, cause: unknown): Promise<Words> => {
  const code = codeOf(cause)
  if (code !== 'ENOENT') return MISTAKES[code] ?? [`this cannot be read (${code})`, 'see the file']
  const isLink = await lstat(path).then(
    (entry) => entry.isSymbolicLink(),
    () => false,
  )
  return isLink
    ? ['this link leads to a file that does not exist', 'remove it, or let it lead to a file']
    : ['this file was removed while the directory was read', 'run this again']
}

const bytesOf = async (path: string): Promise<Buffer> => {
  // without NONBLOCK a pipe that nobody writes into would be waited for, for ever
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const entry = await file.stat()
    if (entry.isDirectory()) throw new Unreadable(...(MISTAKES['EISDIR'] ?? RIGHTS))
    if (!entry.isFile()) throw new Unreadable('this is a pipe or a device, not a file', 'replace it by a file')
    if (entry.size > MOST_BYTES)
      throw new Unreadable(`this file has more than ${MOST_BYTES / 1024 / 1024} MiB`, 'divide it, or move it away')
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/** Reads a file. Fails with `Unreadable`. */
export const readBytes = (path: string): Promise<Buffer> =>
  bytesOf(path).catch(async (cause: unknown) => {
    throw cause instanceof Unreadable ? cause : new Unreadable(...(await wordsOf(path, cause)))
  })
