/** The terminal of this process. */
import { createInterface } from 'node:readline'
import { firstValueFrom, map, merge, Observable, ReplaySubject, share } from 'rxjs'
import { visible } from './output.js'
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

/** Waits until stdout has written everything, or has failed. A slow reader may take its time, until a signal ends the process. */
const written = async (error$: Observable<NodeJS.ErrnoException>): Promise<string | undefined> => {
  const flushed$ = new Observable<undefined>((subscriber) => {
    process.stdout.write('', () => {
      // an error is reported after this callback
      setImmediate(() => {
        subscriber.next(undefined)
      })
    })
  })
  const error = await firstValueFrom(merge(error$, flushed$))
  return error === undefined || error.code === 'EPIPE' ? undefined : error.message
}

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
  process.stderr.on('error', () => undefined)
  let failed = false
  process.stdout.on('error', () => {
    failed = true
  })
  const print = (text: string): void => {
    // after an error stdout would only collect the texts
    if (!failed) process.stdout.write(text)
  }
  const screen = process.stdout.isTTY
  return {
    out: (line) => {
      print(`${line}\n`)
    },
    // failures quote texts of Asterisk and of callers
    err: (line) => process.stderr.write(`${visible(line)}\n`),
    draw: print,
    screen,
    colours: screen && process.env['NO_COLOR'] === undefined,
    env: process.env,
    line$,
    stop$: merge(error$.pipe(map(stopOf)), signal$).pipe(share({ connector: () => new ReplaySubject(1) })),
    written: () => written(error$),
  }
}
