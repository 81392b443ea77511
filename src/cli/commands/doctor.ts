/** `doctor`: what works, what does not, and what mends it. */
import { statSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import * as O from 'fp-ts/lib/Option.js'
import { map, tap } from 'rxjs'
import type { ConnectOptions } from '../../index.js'
import { ASKING, connected, optionsOf } from '../asking.js'
import { commandWith, type Values } from '../command.js'
import { type CONNECTION } from '../connection.js'
import { facts } from '../doctor/facts.js'
import { type Finding, findings, NEEDED, type Way } from '../doctor/findings.js'
import { EXIT } from '../exit.js'
import { oneOf } from '../meanings.js'
import { printer, said, type Said } from '../output.js'
import { rest } from '../word.js'

const MARKS: Readonly<Record<Finding['mark'], string>> = { good: 'ok', note: 'note', wrong: 'WRONG' }

const finding = ({ mark, topic, text, fix }: Finding): Said =>
  said(
    [`${MARKS[mark].padEnd(6)}${topic.padEnd(14)}${text}`, ...fix.map((line) => `${' '.repeat(22)}${line}`)].join('\n'),
    { check: topic, result: mark, message: text, fix },
  )

/** A file that its group or everybody may read. */
const exposed = (file: string | undefined): O.Option<string> => {
  if (file === undefined) return O.none
  const mode = E.tryCatch(
    () => statSync(file).mode,
    () => undefined,
  )
  return E.isRight(mode) && (mode.right & 0o077) !== 0 ? O.some(file) : O.none
}

const wayOf = (values: Values<typeof CONNECTION>, known: E.Either<string, ConnectOptions>): Way => {
  const options: Partial<ConnectOptions> = E.isRight(known) ? known.right : {}
  const tls = options.tls !== undefined && options.tls !== false
  return {
    username: options.username ?? '',
    host: options.host ?? '127.0.0.1',
    port: options.port ?? (tls ? 5039 : 5038),
    tls,
    exposed: exposed(values.passwordFile),
  }
}

export const doctor = commandWith(
  {
    name: 'doctor',
    summary: 'tell what works, what this login may not do, and the lines that mend it',
    details: [
      'Looks at the link, the version, the clocks, TLS, and what the login may do. Changes nothing and calls nobody.',
      'With NEED, only these count, and one that is missing is exit code 1. Read classes cannot be asked for: what was not seen may be there all the same.',
    ],
    words: { need: rest(oneOf('NEED', ...NEEDED), `what a program uses: ${NEEDED.join(', ')}`) },
    examples: ['rx-asterisk doctor', 'rx-asterisk doctor device call userEvent'],
    failing: 'something is wrong, or a NEED is missing',
  },
  ASKING,
  async ({ need }, common, terminal) => {
    const print = printer(terminal, common.json)
    const way = wayOf(common, await optionsOf(common, terminal.env))
    let wrong = 0
    const exit = await connected(terminal, common, { endless: false, wait: common.wait * 1000 }, (asterisk) =>
      facts(asterisk).pipe(
        map((known) => findings(way, known, need)),
        tap((all) => {
          wrong = all.filter(({ mark }) => mark === 'wrong').length
          for (const each of all) print(finding(each))
        }),
      ),
    )
    return exit === EXIT.ok && wrong > 0 ? EXIT.failed : exit
  },
)
