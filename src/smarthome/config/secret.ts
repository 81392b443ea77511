/** Texts that are never printed: not by JSON, not in an error. */

/** A secret text; only `reveal` returns it. */
export interface Secret {
  readonly reveal: () => string
  readonly toString: () => string
  readonly toJSON: () => string
}

const HIDDEN = '(secret)'

/**
 * Hides a text: printed or as JSON it is `(secret)`.
 *
 * @example
 * import { secret } from 'rx-asterisk/smarthome'
 *
 * console.log(`${secret('s3cret').toString()} ${JSON.stringify(secret('s3cret'))}`) // (secret) "(secret)"
 */
export const secret = (text: string): Secret => ({
  reveal: () => text,
  toString: () => HIDDEN,
  toJSON: () => HIDDEN,
})
