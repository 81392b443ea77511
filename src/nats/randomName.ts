/** Names of gateways. */

const SIGNS = 'abcdefghijklmnopqrstuvwxyz0123456789'
const LENGTH = 8

/** A name with a random end: ids of entries contain it, so that two processes never write the same id. */
export const randomName = (name = 'gateway'): string => {
  const plain = name.replaceAll(/[^\w-]/g, '_').slice(0, 32)
  const random = crypto.getRandomValues(new Uint8Array(LENGTH))
  return `${plain}-${Array.from(random, (byte) => SIGNS[byte % SIGNS.length] ?? '').join('')}`
}
