/** The signals of this process: a command has a moment to take back what it began, and then the process ends. */
import { Observable } from 'rxjs'
import { type Signal, SIGNALS } from './terminal.js'

/** Milliseconds from a signal to the end of the process, whatever the command is doing. */
const LIMIT = 900

/** Work of other threads: `process.exit` waits for it, and a pipe that nobody writes into makes it wait for ever. */
const OTHER_THREADS = /^(?:FSReq|GetAddrInfo|GetNameInfo|FileHandleCloseReq)/

let received: Signal | undefined

/** Ends the process by a signal, as if it had no handler for this signal. */
const endBy = (signal: Signal): void => {
  process.removeAllListeners(signal)
  process.kill(process.pid, signal)
}

/** Ends the process with its exit code, or by a signal where `process.exit` might wait. */
export const endProcess = (): void => {
  if (process.getActiveResourcesInfo().some((name) => OTHER_THREADS.test(name))) endBy(received ?? 'SIGTERM')
  else process.exit()
}

const ignore = (): void => undefined

/** Gives the command its moment; more signals in this time change nothing. */
const receive = (signal: Signal): void => {
  received = signal
  for (const each of SIGNALS) process.on(each, ignore)
  setTimeout(() => {
    endBy(signal)
  }, LIMIT).unref()
}

/** Emits the first signal. While nobody is subscribed, signals end the process at once, even one that is busy. */
export const signal$ = new Observable<Signal>((subscriber) => {
  const listeners = SIGNALS.map((name) => {
    const listener = (): void => {
      if (received === undefined) receive(name)
      subscriber.next(received ?? name)
    }
    process.on(name, listener)
    return () => process.off(name, listener)
  })
  return () => {
    for (const remove of listeners) remove()
  }
})
