/** `doctor`: lists what works, what does not, and the fix for it. */
import { statSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { map, tap } from 'rxjs'
import type { ConnectOptions } from '../../index.js'
import { connectedDirectly, DIRECT } from '../asking.js'
import { commandWith, type Values } from '../command.js'
import { type CONNECTION } from '../connection.js'
import { facts } from '../doctor/facts.js'
import { type ConnectionInfo, type Finding, findings, NEEDED } from '../doctor/findings.js'
import { firstStep } from '../doctor/firstStep.js'
import { EXIT } from '../exit.js'
import { wrapped } from '../help.js'
import { oneOf } from '../valueTypes.js'
import { outputLine, type OutputLine, printer } from '../output.js'
import { rest } from '../word.js'

const MARKS: Readonly<Record<Finding['mark'], string>> = { good: 'ok', note: 'note', wrong: 'WRONG' }

/** The column of the texts, behind the mark and the topic. */
const INDENT = ' '.repeat(22)

/** One verdict, with its fix below. On a screen a long text goes on in its own column. */
const finding = ({ mark, topic, text, fix }: Finding, isScreen: boolean): OutputLine => {
  const head = `${MARKS[mark].padEnd(6)}${topic.padEnd(14)}`
  const lines = isScreen ? wrapped(text, INDENT).map((line) => line.slice(INDENT.length)) : [text]
  const [first = '', ...rest] = lines
  return outputLine([`${head}${first}`, ...[...rest, ...fix].map((line) => `${INDENT}${line}`)].join('\n'), {
    check: topic,
    result: mark,
    message: text,
    fix,
  })
}

/** The file, if its group or everybody may read it. */
const exposed = (file: string | undefined): O.Option<string> => {
  if (file === undefined) return O.none
  const mode = E.tryCatch(
    () => statSync(file).mode,
    () => undefined,
  )
  return E.isRight(mode) && (mode.right & 0o077) !== 0 ? O.some(file) : O.none
}

const connectionInfo = (values: Values<typeof CONNECTION>, options: ConnectOptions): ConnectionInfo => {
  const tls = options.tls !== undefined && options.tls !== false
  return {
    username: options.username,
    host: options.host ?? '127.0.0.1',
    port: options.port ?? (tls ? 5039 : 5038),
    tls,
    exposed: exposed(values.passwordFile),
  }
}

export const doctor = commandWith(
  {
    name: 'doctor',
    summary: 'check the connection and the rights of this login, and show fixes',
    details: [
      'Looks at the link, the version, the clocks, TLS, and what the login may do: one verdict a line, and at the end what to do first. Changes nothing and calls nobody.',
      'With NEED: checks only these, and exits with code 1 when one is missing. Asterisk cannot list read classes: a class that was not seen may still be granted.',
    ],
    words: { need: rest(oneOf('NEED', ...NEEDED), 'what a program uses') },
    examples: ['rx-asterisk doctor', 'rx-asterisk doctor device call userEvent'],
    failing: 'something is wrong, or a NEED is missing',
  },
  DIRECT,
  async ({ need }, common, terminal) => {
    const print = printer(terminal, common.json)
    let wrong = 0
    const exit = await connectedDirectly(terminal, common, (asterisk, options) =>
      facts(asterisk).pipe(
        map((known) => findings(connectionInfo(common, options), known, need)),
        tap((all) => {
          wrong = all.filter(({ mark }) => mark === 'wrong').length
          for (const each of [...all, firstStep(all)]) print(finding(each, terminal.screen && !common.json))
        }),
      ),
    )
    return exit === EXIT.ok && wrong > 0 ? EXIT.failed : exit
  },
)
