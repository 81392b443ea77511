/** Authorization classes, read from manager.conf and from event masks by Asterisk's own rules (`manager.c`). */

const BITS = {
  system: 1 << 0,
  call: 1 << 1,
  log: 1 << 2,
  verbose: 1 << 3,
  command: 1 << 4,
  agent: 1 << 5,
  user: 1 << 6,
  config: 1 << 7,
  dtmf: 1 << 8,
  reporting: 1 << 9,
  cdr: 1 << 10,
  dialplan: 1 << 11,
  originate: 1 << 12,
  agi: 1 << 13,
  cc: 1 << 15,
  aoc: 1 << 16,
  test: 1 << 17,
  security: 1 << 18,
  message: 1 << 30,
} as const

/** A class of events and actions. */
export type Class = keyof typeof BITS

/** True for the name of a class. */
export const isClass = (word: string): word is Class => Object.hasOwn(BITS, word)

const ALL = 0x7fffffff
const EVERY: readonly (readonly [name: string, bits: number])[] = [...Object.entries(BITS), ['all', ALL], ['none', 0]]

/** The bits of several classes. */
export const bitsOf = (classes: readonly Class[]): number => classes.reduce((bits, name) => bits | BITS[name], 0)

/**
 * The classes that a list of `read=` or `write=` grants, as bits. Nothing is trimmed, and upper and lower case differ. The last word must
 * be the name of a class. Every other word is compared over its own length only (`ast_instring`): `call, user` grants call alone,
 * `c,user` grants five classes, and an empty word before the last one grants all.
 */
export const granted = (list: string): number => {
  const tokens = list.split(',')
  const last = tokens.at(-1)
  const names = (name: string): boolean => name === last || tokens.slice(0, -1).some((token) => name.startsWith(token))
  return EVERY.reduce((bits, [name, more]) => (names(name) ? bits | more : bits), 0)
}

/**
 * The classes of an event mask, as bits; undefined for an empty mask, which changes nothing. A mask of unknown words lets no event
 * through.
 */
export const maskOf = (text: string): number | undefined => {
  if (text === '') return undefined
  if (/^\d+$/.test(text)) return Number(text) & ALL
  if (/^(?:no|false|n|f|off)$/i.test(text)) return 0
  if (/^(?:yes|true|y|t|on)$/i.test(text)) return ALL
  return granted(text)
}
