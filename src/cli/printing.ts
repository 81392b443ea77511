/** The output of this process, without rxjs: all that a command line needs that runs no command. */
import { visible } from './output.js'
import type { Printing } from './terminal.js'

/** stdout with its first error. */
interface Output {
  readonly write: (text: string) => void
  /** Resolves when stdout has written everything, or has failed. */
  readonly flushed: () => Promise<NodeJS.ErrnoException | undefined>
}

const openOutput = (): Output => {
  let failure: NodeJS.ErrnoException | undefined
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    failure ??= error
  })
  return {
    write: (text) => {
      // after an error stdout would only collect the texts
      if (failure === undefined) process.stdout.write(text)
    },
    flushed: () =>
      new Promise((resolve) => {
        process.stdout.once('error', resolve)
        process.stdout.write('', () => {
          // an error is reported after this callback
          setImmediate(() => {
            resolve(failure)
          })
        })
      }),
  }
}

const openErrors = (): NodeJS.WriteStream => process.stderr.on('error', () => undefined)

/** Everything of a terminal that prints. Opens a stream at its first text only, as each takes milliseconds. */
export const printing = (): Printing & { readonly draw: (text: string) => void } => {
  let output: Output | undefined
  let errors: NodeJS.WriteStream | undefined
  const draw = (text: string): void => {
    output ??= openOutput()
    output.write(text)
  }
  return {
    out: (line) => {
      draw(`${line}\n`)
    },
    err: (line) => {
      errors ??= openErrors()
      // failures quote texts of Asterisk and of callers
      errors.write(`${visible(line)}\n`)
    },
    draw,
    // a slow reader may take its time, until a signal ends the process
    written: async () => {
      const error = await output?.flushed()
      return error === undefined || error.code === 'EPIPE' ? undefined : error.message
    },
  }
}
