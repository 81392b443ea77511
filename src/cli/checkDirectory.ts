/** The work of `check`: prints the mistakes in a directory, and what is in it. */
import { lastValueFrom, map, of, switchMap, takeUntil, timer } from 'rxjs'
import { type ConfigurationProblem, loadHandlers } from '../smarthome/index.js'
import { configurationLines, countOf, directory, problemLine } from './directory.js'
import { EXIT, type Exit } from './exit.js'
import { outputLine, printer } from './output.js'
import type { Terminal } from './terminal.js'

export interface CheckOptions {
  readonly dir: string
  readonly load: boolean
  readonly strict: boolean
  readonly json: boolean
}

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

/** Checks the directory once. */
export const checkDirectory = async ({ dir, load, strict, json }: CheckOptions, terminal: Terminal): Promise<Exit> => {
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
}
