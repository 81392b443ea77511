/** `npm start`: shows what rx-asterisk does, on a simulated Asterisk or, read-only, on yours. */
import * as E from 'fp-ts/lib/Either.js'
import { HELP, wishOf } from './demo/arguments.js'
import { printer } from './demo/print.js'
import { story } from './demo/story.js'
import { watch } from './demo/watch.js'

const wish = wishOf(process.argv.slice(2), process.env)
const print = printer()

const complain = (what: string): number => {
  console.error(`${what}\n\nnpm start -- --help tells more.`)
  return 2
}

// `npm start | head` closes the pipe: that ends the demo, and is no error
process.stdout.on('error', () => process.exit())

const run = async (): Promise<number> => {
  if (E.isLeft(wish)) return complain(wish.left)
  switch (wish.right._tag) {
    case 'Help':
      console.log(HELP)
      return 0
    case 'Story':
      return story(print)
    case 'Watch':
      return watch(print, wish.right.options, wish.right.mailbox)
  }
}

process.exitCode = await run().catch((error: unknown) =>
  complain(error instanceof Error ? error.message : String(error)),
)
