/** The two things that need `node:crypto`: the login challenge's digest and unguessable names. */
import { createHash, randomBytes } from 'node:crypto'

/** The key that answers a challenge: lowercase hexadecimal MD5 of challenge and secret (`manager.c:authenticate`). */
export const challengeKey = (challenge: string, secret: string): string =>
  createHash('md5').update(challenge).update(secret).digest('hex')

/** 16 hexadecimal digits that nobody can guess. */
export const randomId = (): string => randomBytes(8).toString('hex')
