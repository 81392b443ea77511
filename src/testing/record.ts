/** Recordings as files. */
import * as fs from 'node:fs'
import { defer, Observable, Subscription } from 'rxjs'
import type { Frame } from '../protocol/frame.js'
import { atBeginning, fromLines, toLines } from './recording.js'
import { linesOf } from './recordedLines.js'

/** Characters that may wait for a slow disk. */
const MOST_WAITING = 64 * 1024 * 1024

/** Errors of `fsync` for pipes and devices, which have nothing to flush. */
const NOT_FLUSHABLE: ReadonlySet<string | undefined> = new Set(['EINVAL', 'ENOTSUP', 'EROFS'])

/** The functions of Node for a file, with an `fsync` that also accepts pipes and devices. */
const files = {
  ...fs,
  fsync: (fd: number, done: (error?: Error | null) => void): void => {
    fs.fsync(fd, (error) => {
      done(NOT_FLUSHABLE.has(error?.code) ? null : error)
    })
  },
}

/**
 * Writes frames to a file while it is subscribed, without their secrets, and emits the number of frames written so far. Only the user of
 * this program can read a new file. Completes when the frames complete and all of them are on the disk. Fails when the frames fail or
 * when the file cannot be written. Unsubscribing closes the file.
 *
 * Start to record `frame$` before the login: `streams` needs the replies to the login and to the list of channels. Without these replies
 * it cannot distinguish replies from events later.
 *
 * @example
 * import { connect } from 'rx-asterisk'
 * import { record } from 'rx-asterisk/testing'
 *
 * const asterisk = connect({ username: 'admin', password: 'secret' })
 * record(asterisk.frame$, 'doorbell.jsonl').subscribe({ error: console.error })
 */
export const record = (frame$: Observable<Frame>, file: string): Observable<number> =>
  new Observable((subscriber) => {
    const out = fs.createWriteStream(file, { mode: 0o600, flush: true, fs: files })
    const lines = new Subscription()
    let written = 0
    const fail = (error: unknown): void => {
      lines.unsubscribe()
      subscriber.error(error)
    }
    const write = (line: string): void => {
      out.write(`${line}\n`, (error) => {
        if (error === null || error === undefined) subscriber.next((written += 1))
      })
      if (out.writableLength > MOST_WAITING) fail(new Error(`${file} is written too slowly`))
    }
    out.on('error', fail)
    // after the last byte was flushed and the file was closed; never after an error
    out.on('finish', () => {
      out.on('close', () => {
        subscriber.complete()
      })
    })
    lines.add(
      frame$.pipe(toLines).subscribe({
        next: write,
        error: fail,
        complete: () => {
          out.end()
        },
      }),
    )
    return () => {
      lines.unsubscribe()
      out.end()
    }
  })

/**
 * Reads a recording of any length and emits its frames in their recorded rhythm, `speed` times faster. With speed 0, the default, they
 * come as fast as they are read. Give the frames to `streams` to see the values that a program would have seen.
 *
 * @example
 * import { streams } from 'rx-asterisk'
 * import { replay } from 'rx-asterisk/testing'
 *
 * streams(replay('doorbell.jsonl')).userEvent('Door').subscribe({ next: console.log, error: console.error })
 */
export const replay = (file: string, speed = 0): Observable<Frame> =>
  defer(() => {
    const position = atBeginning()
    const input = fs.createReadStream(file, 'utf8')
    const parts = linesOf(input)
    return new Observable<Frame>((subscriber) => {
      const running = new Subscription(() => {
        input.destroy()
      })
      const fail = (error: unknown): void => {
        subscriber.error(error)
      }
      // a part is read when all frames of the part before were emitted: memory does not grow with the file
      const readPart = (): void => {
        parts.next().then(({ done, value }) => {
          if (running.closed) return
          if (done === true) subscriber.complete()
          else {
            const frame$ = fromLines(value, speed, position)
            running.add(
              frame$.subscribe({
                next: (frame) => {
                  subscriber.next(frame)
                },
                error: fail,
                complete: readPart,
              }),
            )
          }
        }, fail)
      }
      readPart()
      return running
    })
  })
