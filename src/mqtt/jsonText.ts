/** JSON that comes from a broker, and may be anything. */
import * as E from 'fp-ts/lib/Either.js'

/** The value of a text. Left: the text is no JSON. */
export const jsonIn = (text: string): E.Either<string, unknown> =>
  E.tryCatch(
    (): unknown => JSON.parse(text),
    () => 'the message is no JSON',
  )

/** The value of a text; undefined for a text that is no JSON. */
export const jsonOrNothing = (text: string): unknown => E.getOrElse((): unknown => undefined)(jsonIn(text))
