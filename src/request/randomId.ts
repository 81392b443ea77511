/** Names that nobody can guess. */
import { randomUUID } from 'node:crypto'

/** 16 random hexadecimal digits: the two parts of a UUID that are all random. Node keeps random bytes for UUIDs in stock. */
export const randomId = (): string => {
  const uuid = randomUUID()
  return uuid.slice(0, 8) + uuid.slice(-8)
}
