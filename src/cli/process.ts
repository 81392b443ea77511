/** The terminal of this process. */
import { createInterface } from 'node:readline'
import { map, merge, Observable, ReplaySubject, share } from 'rxjs'
import { printing } from './printing.js'
import { askSecret } from './secretPrompt.js'
import { signal$ } from './signals.js'
import type { Stop, Terminal } from './terminal.js'

/** The first error of stdout. A closed pipe, such as in `rx-asterisk watch | head`, stops the command without an error. */
const outputError = (): ReplaySubject<NodeJS.ErrnoException> => {
  const error$ = new ReplaySubject<NodeJS.ErrnoException>(1)
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    error$.next(error)
  })
  return error$
}

const stopOf = ({ code }: NodeJS.ErrnoException): Stop => (code === 'EPIPE' ? 'EPIPE' : 'Unwritable')

/** Lines of stdin; the process can exit once there is no subscriber. */
const line$ = new Observable<string>((subscriber) => {
  const lines = createInterface({ input: process.stdin, terminal: false })
  lines.on('line', (line) => {
    subscriber.next(line)
  })
  lines.on('close', () => {
    subscriber.complete()
  })
  return () => {
    lines.close()
    process.stdin.destroy()
  }
})

export const terminal = (): Terminal => {
  const error$ = outputError()
  const screen = process.stdout.isTTY
  return {
    ...printing(),
    screen,
    colours: screen && process.env['NO_COLOR'] === undefined,
    env: process.env,
    askSecret: process.stdin.isTTY ? askSecret : undefined,
    line$,
    stop$: merge(error$.pipe(map(stopOf)), signal$).pipe(share({ connector: () => new ReplaySubject(1) })),
  }
}
