/** Secrets: random ones, hashes of them, and comparisons that take equally long for every guess. */
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

const COST = { N: 16_384, r: 8, p: 1 }
const LENGTH = 32

/** 32 random bytes as text. */
export const randomSecret = (): string => randomBytes(LENGTH).toString('base64url')

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Compares the hashes, so that the lengths tell nothing. */
export const isSameSecret = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())

const derived = (password: string, salt: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, LENGTH, COST, (error, key) => {
      if (error === null) resolve(key)
      else reject(error)
    })
  })

/**
 * The hash of a password, for the option `users` and the file of users. It has a salt of its own, so it is another one each time.
 *
 * @example
 * import { passwordHash } from 'rx-asterisk/http'
 *
 * console.log(await passwordHash('correct horse battery staple'))
 */
export const passwordHash = async (password: string): Promise<string> => {
  const salt = randomBytes(16)
  return `scrypt:${salt.toString('base64url')}:${(await derived(password, salt)).toString('base64url')}`
}

/** True where the password belongs to the hash. A text that is no hash fits nothing, and takes as long. */
export const isPassword = async (password: string, hash: string | undefined): Promise<boolean> => {
  const [, salt = '', key = ''] = /^scrypt:([\w-]{22}):([\w-]{43})$/.exec(hash ?? '') ?? []
  const given = await derived(password, Buffer.from(salt, 'base64url'))
  const wanted = Buffer.from(key, 'base64url')
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
