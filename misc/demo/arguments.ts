/** What the demo was asked for: arguments and environment → a wish, or a sentence that says what is wrong. */
import * as E from 'fp-ts/lib/Either.js'
import { parseArgs } from 'node:util'
import type { ConnectOptions } from '../../src/index.js'

export const HELP = `rx-asterisk demo

  npm start                                    everything on a simulated Asterisk; ends by itself in ten seconds
  npm start -- --username U [options]          watches your Asterisk, read-only, until Ctrl-C

Options
  --username U    the name of a section of manager.conf
  --host H        its address (127.0.0.1)
  --port N        its port (5038; 5039 with --tls)
  --tls           speak TLS; the certificate is verified
  --mailbox M     also show this mailbox, such as 2222 or 2222@office
  --help          this text

The password is taken from the environment, so that no list of processes shows it:

  RX_ASTERISK_PASSWORD=… npm start -- --host 192.0.2.10 --username admin

The login needs read = call,user and, to list the calls that run already, write = call.`

export type Wish =
  | { readonly _tag: 'Help' }
  | { readonly _tag: 'Story' }
  | { readonly _tag: 'Watch'; readonly options: ConnectOptions; readonly mailbox: string | undefined }

const OPTIONS = {
  host: { type: 'string' },
  port: { type: 'string' },
  username: { type: 'string' },
  mailbox: { type: 'string' },
  tls: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const PASSWORD = 'RX_ASTERISK_PASSWORD'

const NOT_HERE = `A password on the command line can be read by every user of this machine, and stays in the shell's history.
Put it into the environment: ${PASSWORD}=… npm start -- --username U`

const parse = (args: readonly string[]) =>
  E.tryCatch(
    () => parseArgs({ args: [...args], options: OPTIONS }).values,
    (error) => (error instanceof Error ? error.message : String(error)),
  )

export const wishOf = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): E.Either<string, Wish> => {
  // before parsing, whose messages repeat what they do not understand
  if (args.some((arg) => /^--?(?:pass|secret)/i.test(arg))) return E.left(NOT_HERE)
  const parsed = parse(args)
  if (E.isLeft(parsed)) return parsed
  const { help, host, port, username, tls, mailbox } = parsed.right
  if (help === true) return E.right({ _tag: 'Help' })
  if (args.length === 0) return E.right({ _tag: 'Story' })
  if (username === undefined) return E.left('--username is missing: the name of a section of your manager.conf.')
  if (port !== undefined && !/^\d{1,5}$/.test(port)) return E.left('--port must be a whole number from 1 to 65535.')
  const password = environment[PASSWORD]
  if (password === undefined || password === '') {
    return E.left(`${PASSWORD} is missing in the environment: ${PASSWORD}=… npm start -- --username ${username}`)
  }
  const options: ConnectOptions = {
    username,
    password,
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(tls === undefined ? {} : { tls }),
  }
  return E.right({ _tag: 'Watch', options, mailbox })
}
