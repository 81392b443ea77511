/** Recordings as files. */
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { defer, from, Observable, switchMap } from 'rxjs'
import type { Frame } from '../protocol/frame.js'
import { fromLines, toLines } from './recording.js'

/**
 * Writes frames to a file while it is subscribed, without their secrets, and emits the number of frames written so far. Completes when
 * the frames complete. Fails when the frames fail or when the file cannot be written. Unsubscribing closes the file.
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
    const out = createWriteStream(file)
    let written = 0
    out.on('error', (error) => {
      subscriber.error(error)
    })
    const lines = frame$.pipe(toLines).subscribe({
      next: (line) => {
        out.write(`${line}\n`)
        written += 1
        subscriber.next(written)
      },
      error: (error: unknown) => {
        subscriber.error(error)
      },
      complete: () => {
        out.end(() => {
          subscriber.complete()
        })
      },
    })
    return () => {
      lines.unsubscribe()
      out.end()
    }
  })

/**
 * Reads a recording and emits its frames in their recorded rhythm, `speed` times faster. With speed 0, the default, all frames come at
 * once. Give the frames to `streams` to see the values that a program would have seen.
 *
 * @example
 * import { streams } from 'rx-asterisk'
 * import { replay } from 'rx-asterisk/testing'
 *
 * streams(replay('doorbell.jsonl')).userEvent('Door').subscribe({ next: console.log, error: console.error })
 */
export const replay = (file: string, speed = 0): Observable<Frame> =>
  defer(() => from(readFile(file, 'utf8')).pipe(switchMap((text) => fromLines(text, speed))))
