/** The terminal of this process. */
import { createInterface } from 'node:readline'
import { fromEvent, map, merge, Observable, ReplaySubject, take } from 'rxjs'
import { visible } from './output.js'
import type { Stop, Terminal } from './terminal.js'

/** A closed pipe, such as in `rx-asterisk watch | head`, stops the command without an error. Other failures of stdout are errors. */
const brokenPipe$ = new Observable<Stop>((subscriber) => {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') subscriber.next('EPIPE')
    else subscriber.error(error)
  })
})

const signal$ = (name: 'SIGINT' | 'SIGTERM'): Observable<Stop> => fromEvent(process, name).pipe(map((): Stop => name))

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
  const stop$ = new ReplaySubject<Stop>(1)
  merge(brokenPipe$, signal$('SIGINT'), signal$('SIGTERM')).pipe(take(1)).subscribe(stop$)
  process.stderr.on('error', () => undefined)
  const screen = process.stdout.isTTY
  return {
    out: (line) => process.stdout.write(`${line}\n`),
    // failures quote texts of Asterisk and of callers
    err: (line) => process.stderr.write(`${visible(line)}\n`),
    draw: (text) => process.stdout.write(text),
    screen,
    colours: screen && process.env['NO_COLOR'] === undefined,
    env: process.env,
    line$,
    stop$,
  }
}
