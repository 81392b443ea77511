/** Names as levels of topics and as ids of Home Assistant. Both maps are injective: two names never become one. */

const UTF8 = new TextEncoder()

const isHalf = (sign: string): boolean => sign.length === 1 && sign >= '\ud800' && sign <= '\udfff'

/** The bytes of one sign in UTF-8. Half of a pair, which UTF-8 does not have, gets bytes of its own, so that it stays distinct. */
const bytesOf = (sign: string): readonly number[] => {
  if (!isHalf(sign)) return [...UTF8.encode(sign)]
  const code = sign.charCodeAt(0)
  return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)]
}

const escaped = (text: string, others: RegExp, byteText: (hex: string) => string): string =>
  text.replaceAll(others, (sign) =>
    bytesOf(sign)
      .map((byte) => byteText(byte.toString(16).padStart(2, '0')))
      .join(''),
  )

/**
 * A name as one level of a topic: `PJSIP/200` is `PJSIP%2F200`. The empty name is `%`, which no other name becomes.
 *
 * @example
 * import { topicLevel } from 'rx-asterisk/mqtt'
 *
 * topicLevel('PJSIP/200') // 'PJSIP%2F200'
 */
export const topicLevel = (name: string): string =>
  name === '' ? '%' : escaped(name, /[^A-Za-z0-9_.-]/gu, (hex) => `%${hex.toUpperCase()}`)

/** A name as a part of an id for Home Assistant: `PJSIP/200` is `PJSIP_2f200`. The empty name is `_`. */
export const idPart = (name: string): string =>
  name === '' ? '_' : escaped(name, /[^A-Za-z0-9-]/gu, (hex) => `_${hex}`)
