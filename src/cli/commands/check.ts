/** `check`: everything that is wrong with a configuration directory. Connects nowhere. */
import { firstValueFrom, map, of, switchMap } from 'rxjs'
import { loadHandlers, type Problem } from '../../smarthome/index.js'
import { command } from '../command.js'
import { configurationSaid, countOf, directory, problemSaid } from '../directory.js'
import { EXIT } from '../exit.js'
import { folder } from '../meanings.js'
import { printer, said } from '../output.js'
import { argument, flag } from '../word.js'

const summary = (problems: readonly Problem[]) => {
  const [errors, warnings, infos] = [
    countOf(problems, 'error'),
    countOf(problems, 'warning'),
    countOf(problems, 'info'),
  ]
  return said(
    errors + warnings + infos === 0
      ? 'nothing is wrong'
      : `errors: ${errors}, warnings: ${warnings}, worth knowing: ${infos}`,
    { type: 'summary', errors, warnings, infos },
  )
}

export const check = command(
  {
    name: 'check',
    summary: 'tell everything that is wrong with a smarthome.py or SmartHomeNG directory',
    details: [
      'Prints each mistake with its file, line, column and fix, and what was understood. Connects nowhere, and runs nothing of the directory.',
      '--load also loads the handlers in logics/, which runs the outermost code of these files.',
    ],
    words: {
      dir: argument(folder, 'the directory that has etc/, items/ and logics/'),
      load: flag('also load the handlers of logics'),
      strict: flag('warnings are mistakes too'),
      json: flag('print one JSON object a line, for programs'),
    },
    examples: ['rx-asterisk check /usr/smarthome'],
    failing: 'there are mistakes',
  },
  async ({ dir, load, strict, json }, terminal) => {
    const print = printer(terminal, json)
    const { configuration, problems } = await firstValueFrom(
      directory(dir).pipe(
        switchMap((read) =>
          load
            ? loadHandlers(dir)(read.configuration, read.files).pipe(
                map((loaded) => ({ ...read, problems: [...read.problems, ...loaded.problems] })),
              )
            : of(read),
        ),
      ),
    )
    for (const each of problems.map(problemSaid(dir))) print(each)
    for (const each of configurationSaid(configuration)) print(each)
    print(summary(problems))
    const wrong = countOf(problems, 'error') + (strict ? countOf(problems, 'warning') : 0)
    return wrong > 0 ? EXIT.failed : EXIT.ok
  },
)
