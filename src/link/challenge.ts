/** The digest that answers the login challenge. */
import { createHash } from 'node:crypto'

/** The key that answers a challenge: lowercase hexadecimal MD5 of challenge and secret (`manager.c:authenticate`). */
export const challengeKey = (challenge: string, secret: string): string =>
  createHash('md5').update(challenge).update(secret).digest('hex')
