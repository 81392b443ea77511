/** Asks for a secret on a terminal. The typed keys are not shown. */
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'

/** Swallows all that readline would show: the typed keys. */
const nowhere = (): Writable =>
  new Writable({
    write: (_chunk, _encoding, done) => {
      done()
    },
  })

/** Resolves with the line, or with undefined after Ctrl-C or Ctrl-D. The question is on stderr, as stdout has the result and nothing else. */
export const askSecret = (question: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    // first the terminal stops to show keys, then a person sees the question
    const lines = createInterface({ input: process.stdin, output: nowhere(), terminal: true, historySize: 0 })
    process.stderr.write(question)
    const end = (secret: string | undefined): void => {
      process.stderr.write('\n')
      resolve(secret)
      lines.close()
    }
    lines.once('line', end)
    lines.once('SIGINT', () => {
      end(undefined)
    })
    // after a line this resolves nothing more
    lines.once('close', () => {
      resolve(undefined)
    })
  })
