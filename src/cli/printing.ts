/** The output of this process, without rxjs: all that a command line needs that runs no command. */
import { visible } from './output.js'
import type { Printing } from './terminal.js'

/** The first error of stdout, as soon as there is one. */
interface Output {
  error: NodeJS.ErrnoException | undefined
}

/** Waits until stdout has written everything, or has failed. A slow reader may take its time, until a signal ends the process. */
const written = async (output: Output): Promise<string | undefined> => {
  await new Promise<void>((resolve) => {
    process.stdout.once('error', () => {
      resolve()
    })
    process.stdout.write('', () => {
      // an error is reported after this callback
      setImmediate(resolve)
    })
  })
  return output.error === undefined || output.error.code === 'EPIPE' ? undefined : output.error.message
}

/** Everything of a terminal that prints. */
export const printing = (): Printing & { readonly draw: (text: string) => void } => {
  const output: Output = { error: undefined }
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    output.error ??= error
  })
  process.stderr.on('error', () => undefined)
  const draw = (text: string): void => {
    // after an error stdout would only collect the texts
    if (output.error === undefined) process.stdout.write(text)
  }
  return {
    out: (line) => {
      draw(`${line}\n`)
    },
    // failures quote texts of Asterisk and of callers
    err: (line) => process.stderr.write(`${visible(line)}\n`),
    draw,
    written: () => written(output),
  }
}
