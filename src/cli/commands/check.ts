/** `check`: lists the mistakes in a configuration directory. Connects nowhere. */
import { lastValueFrom, map, of, switchMap, takeUntil, timer } from 'rxjs'
import { type ConfigurationProblem, loadHandlers } from '../../smarthome/index.js'
import { command } from '../command.js'
import { configurationLines, countOf, directory, problemLine } from '../directory.js'
import { EXIT } from '../exit.js'
import { folder } from '../valueTypes.js'
import { outputLine, printer } from '../output.js'
import { argument, flag } from '../word.js'

/** Milliseconds for the imports of all handlers; a slow machine needs them for TypeScript. */
const IMPORT_TIME = 5000

const summary = (problems: readonly ConfigurationProblem[]) => {
  const [errors, warnings, infos] = [
    countOf(problems, 'error'),
    countOf(problems, 'warning'),
    countOf(problems, 'info'),
  ]
  return outputLine(
    errors + warnings + infos === 0
      ? 'nothing is wrong'
      : `errors: ${errors}, warnings: ${warnings}, worth knowing: ${infos}`,
    { type: 'summary', errors, warnings, infos },
  )
}

export const check = command(
  {
    name: 'check',
    summary: 'list the mistakes in a smarthome.py or SmartHomeNG directory',
    details: [
      'Prints each mistake with its file, line, column and fix, then the connections, items and logics. Connects nowhere and runs no code of the directory.',
      '--load also loads the handlers in logics/, which runs the top-level code of these files.',
    ],
    words: {
      dir: argument(folder, 'the directory that has etc/, items/ and logics/'),
      load: flag('also load the handlers of logics'),
      strict: flag('count warnings as mistakes'),
      json: flag('print one JSON object per line, for programs'),
    },
    examples: ['rx-asterisk check /usr/smarthome'],
    failing: 'there are mistakes',
  },
  async ({ dir, load, strict, json }, terminal) => {
    const print = printer(terminal, json)
    const { configuration, problems } = await lastValueFrom(
      directory(dir).pipe(
        switchMap((read) =>
          load
            ? loadHandlers(dir)(read.configuration, read.files).pipe(
                map((loaded) => ({ ...read, problems: [...read.problems, ...loaded.problems] })),
                takeUntil(timer(IMPORT_TIME)),
              )
            : of(read),
        ),
      ),
    )
    for (const each of problems.map(problemLine(dir))) print(each)
    for (const each of configurationLines(configuration)) print(each)
    print(summary(problems))
    const wrong = countOf(problems, 'error') + (strict ? countOf(problems, 'warning') : 0)
    return wrong > 0 ? EXIT.failed : EXIT.ok
  },
)
