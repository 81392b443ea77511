/** UserEvents through a codec of the user's. */
import * as E from 'fp-ts/lib/Either.js'
import type { Decoder, Errors } from 'io-ts'
import { mergeMap, of, EMPTY, type OperatorFunction } from 'rxjs'
import { type Failure, type FailureReporter, jsonText, thrownText, undecodable } from '../failure.js'
import { headersByName, type UserEvent, type UserEventHeaders } from '../protocol/userEvent.js'

/** A text stays as Asterisk sent it, as in failures of other events; an array of texts is JSON. */
const shown = (value: unknown): string =>
  value === undefined ? 'missing' : typeof value === 'string' ? value : jsonText(value)

/** Names the first header that the codec refused. */
const refused = (name: string, errors: Errors): Failure => {
  const [error] = errors
  const header = (error?.context ?? []).map(({ key }) => key).find((key) => key !== '' && !/^\d+$/.test(key)) ?? ''
  return undecodable(`UserEvent ${name}`, header, shown(error?.value))
}

/** The decoded event. A codec that throws refuses the event. */
const decode = <A>(codec: Decoder<UserEventHeaders, A>, event: UserEvent): E.Either<Failure, A> => {
  try {
    return E.mapLeft((errors: Errors) => refused(event.name, errors))(codec.decode(headersByName(event)))
  } catch (error) {
    return E.left(undecodable(`UserEvent ${event.name}`, '', `the codec threw: ${thrownText(error)}`))
  }
}

/**
 * Decodes each event by a codec. An event that the codec refuses, or at which it throws, is reported and left out.
 *
 *     source           -a-x-b-|    x: refused
 *     byCodec          -A---B-|
 */
export const byCodec = <A>(
  codec: Decoder<UserEventHeaders, A>,
  report: FailureReporter,
): OperatorFunction<UserEvent, A> =>
  mergeMap((event) => {
    const decoded = decode(codec, event)
    if (E.isRight(decoded)) return of(decoded.right)
    report(decoded.left)
    return EMPTY
  })
