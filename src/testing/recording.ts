/** A recording as text: one line of JSON for each frame, with its time and without its secrets. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { concat, defer, delay, map, type Observable, of, type OperatorFunction } from 'rxjs'
import { elapsed } from '../rx/clock.js'
import { Frame } from '../protocol/frame.js'

const Line = t.type({ at: t.number, frame: t.string })

/** Headers whose values must not reach a file: of AuthDetail, AuthList, VoicemailPasswordChange, Challenge and of users' own events. */
const SECRET = /secret|passw|pincode|md5|challenge|^key$|token/i

/** Replaces the values of secret headers by `***`. */
const withoutSecrets = (frame: Frame): Frame =>
  new Frame(
    frame.text
      .split('\r\n')
      .map((line) => {
        const colon = line.indexOf(':')
        return colon > 0 && SECRET.test(line.slice(0, colon).trim()) ? `${line.slice(0, colon)}: ***` : line
      })
      .join('\r\n'),
  )

/** Frames → the lines of a recording; `at` is the number of milliseconds since the first subscription. */
export const toLines: OperatorFunction<Frame, string> = (frame$) =>
  defer(() => {
    const began = elapsed()
    return frame$.pipe(map((frame) => JSON.stringify({ at: elapsed() - began, frame: withoutSecrets(frame).text })))
  })

const readLine = (text: string, index: number): E.Either<Error, t.TypeOf<typeof Line>> =>
  pipe(
    E.tryCatch(
      (): unknown => JSON.parse(text),
      () => undefined,
    ),
    E.chainW((line) => Line.decode(line)),
    E.mapLeft(() => new Error(`line ${index + 1} of the recording is not {"at": milliseconds, "frame": text}`)),
  )

/**
 * The lines of a recording → frames in their recorded rhythm, `speed` times faster; with speed 0 all at once. Fails at the first line
 * that is not a line of a recording; the error names its number.
 */
export const fromLines = (text: string, speed: number): Observable<Frame> => {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return defer(() => {
    const read = lines.map(readLine)
    let before = 0
    return concat(
      ...read.map((line) => {
        if (E.isLeft(line)) throw line.left
        const wait = speed === 0 ? 0 : (line.right.at - before) / speed
        before = line.right.at
        const frame$ = of(new Frame(line.right.frame))
        return wait > 0 ? frame$.pipe(delay(wait)) : frame$
      }),
    )
  })
}
