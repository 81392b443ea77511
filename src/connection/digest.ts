/** The two things that need `node:crypto`: the login challenge's digest and unguessable names. */
import { createHash, randomUUID } from 'node:crypto'

/** The key that answers a challenge: lowercase hexadecimal MD5 of challenge and secret (`manager.c:authenticate`). */
export const challengeKey = (challenge: string, secret: string): string =>
  createHash('md5').update(challenge).update(secret).digest('hex')

/** 16 hexadecimal digits that nobody can guess: of a UUID, for which Node draws random bytes in stock, the two parts that are all random. */
export const randomId = (): string => {
  const uuid = randomUUID()
  return uuid.slice(0, 8) + uuid.slice(-8)
}
