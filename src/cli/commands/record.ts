/** `record`: keeps a session as a file, for tests and for questions to others. Secrets are removed. */
import { existsSync } from 'node:fs'
import { auditTime, EMPTY, map, merge, mergeMap, NEVER, share, startWith, takeUntil, timer } from 'rxjs'
import { record as recording } from '../../testing/index.js'
import { connected, ENDLESS } from '../asking.js'
import { commandWith } from '../command.js'
import { EXIT } from '../exit.js'
import { file, seconds } from '../meanings.js'
import { argument, flag, option } from '../word.js'

/** Milliseconds between two words about the progress. */
const PROGRESS = 1000

export const record = commandWith(
  {
    name: 'record',
    summary: 'keep everything that Asterisk says in a file, secrets removed',
    details: [
      'Records from before the login until Ctrl-C, or for --for SECONDS. The file holds one JSON object a line and is read by replay and by tests.',
      'Passwords and the like are replaced by ***; numbers and names of callers stay, so it is personal data.',
    ],
    words: {
      file: argument(file, 'where to write'),
      for: option(seconds, 'stop by itself after so long', 'until Ctrl-C'),
      force: flag('write over a file that is there', 'f'),
    },
    examples: ['rx-asterisk record doorbell.jsonl --for 60'],
    failing: 'the file cannot be written, or is there already',
  },
  ENDLESS,
  (values, common, terminal) => {
    if (!values.force && existsSync(values.file)) {
      terminal.err(`${values.file} is there already; --force writes over it`)
      return Promise.resolve(EXIT.failed)
    }
    const until$ = values.for === undefined ? NEVER : timer(values.for * 1000)
    let frames = 0
    return connected(terminal, common, { endless: true, wait: 0 }, ({ frame$ }) => {
      const written$ = recording(frame$.pipe(takeUntil(until$)), values.file).pipe(share())
      const progress$ = written$.pipe(
        auditTime(PROGRESS),
        mergeMap((count) => {
          if (!common.quiet) terminal.err(`${count} frames recorded`)
          return EMPTY
        }),
      )
      return merge(written$.pipe(map((count) => (frames = count))), progress$).pipe(startWith(0))
    }).then((exit) => {
      if (exit === EXIT.ok) {
        if (common.json) terminal.out(JSON.stringify({ file: values.file, frames }))
        else terminal.out(`${frames} frames are in ${values.file}`)
      }
      return exit
    })
  },
)
