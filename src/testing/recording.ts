/** A recording as text: one line of JSON for each frame, with its time and without its secrets. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { asyncScheduler, defer, map, Observable, type OperatorFunction, Subscription } from 'rxjs'
import { Frame } from '../protocol/frame.js'
import { elapsed } from '../rx/clock.js'
import { withoutSecrets } from './secretText.js'

const Line = t.type({ at: t.number, frame: t.string })

/** Frames → the lines of a recording; `at` is the number of milliseconds since the first subscription. */
export const toLines: OperatorFunction<Frame, string> = (frame$) =>
  defer(() => {
    const began = elapsed()
    return frame$.pipe(map((frame) => JSON.stringify({ at: elapsed() - began, frame: withoutSecrets(frame.text) })))
  })

const readLine = (text: string, number: number): E.Either<Error, t.TypeOf<typeof Line>> =>
  pipe(
    E.tryCatch(
      (): unknown => JSON.parse(text.trim()), // without a byte order mark
      () => undefined,
    ),
    E.chainW((line) => Line.decode(line)),
    E.mapLeft(() => new Error(`line ${number} of the recording is not {"at": milliseconds, "frame": text}`)),
  )

/** The longest time that a timer can measure, in milliseconds. */
const LONGEST = 2 ** 31 - 1

/** The place in a recording that is read in several parts. */
export interface ReadPosition {
  /** The number of lines before this part, empty lines included. */
  lines: number
  /** The time of the last frame. */
  at: number
}

export const atBeginning = (): ReadPosition => ({ lines: 0, at: 0 })

/**
 * The lines of a recording → frames in their recorded rhythm, `speed` times faster; with speed 0 all at once. Fails at the first line
 * that is not a line of a recording; the error names its number. `position` moves on to the end of these lines.
 */
export const fromLines = (
  lines: readonly string[],
  speed: number,
  position: ReadPosition = atBeginning(),
): Observable<Frame> =>
  new Observable((subscriber) => {
    let next = 0
    /** The next frame, with the milliseconds to wait before it. */
    const read = (): { readonly frame: Frame; readonly wait: number } | undefined => {
      while (next < lines.length && lines[next]?.trim() === '') next += 1
      const text = lines[next]
      if (text === undefined) return undefined
      next += 1
      const line = readLine(text, position.lines + next)
      if (E.isLeft(line)) throw line.left
      const wait = speed === 0 ? 0 : Math.min(LONGEST, Math.max(0, (line.right.at - position.at) / speed))
      position.at = line.right.at
      return { frame: new Frame(line.right.frame), wait }
    }
    const emit = (timer: Subscription): void => {
      try {
        // a loop and no recursion, as a recording may have any number of frames
        for (let found = read(); found !== undefined && !subscriber.closed; found = read()) {
          const { frame, wait } = found
          if (wait === 0) subscriber.next(frame)
          else {
            timer.add(
              asyncScheduler.schedule(() => {
                subscriber.next(frame)
                emit(timer)
              }, wait),
            )
            return
          }
        }
      } catch (error) {
        subscriber.error(error)
        return
      }
      position.lines += next
      subscriber.complete()
    }
    const timer = new Subscription()
    emit(timer)
    return timer
  })
