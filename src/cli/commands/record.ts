/** `record`: writes all frames to a file, for tests and bug reports. Secrets are removed. */
import { existsSync, lstatSync, rmSync } from 'node:fs'
import {
  auditTime,
  EMPTY,
  endWith,
  ignoreElements,
  map,
  merge,
  mergeMap,
  NEVER,
  share,
  startWith,
  takeUntil,
  timer,
} from 'rxjs'
import { record as recording } from '../../testing/index.js'
import { connected, ENDLESS } from '../asking.js'
import { commandWith } from '../command.js'
import { EXIT, REFUSED_LOGIN } from '../exit.js'
import { complain } from '../output.js'
import { file, seconds } from '../valueTypes.js'
import { argument, flag, option } from '../word.js'

/** Milliseconds between two lines about the progress. */
const PROGRESS = 1000

/** Removes an existing file, so that the new one is created for its user alone; a pipe or a device stays. */
const removeFile = (name: string): void => {
  try {
    if (lstatSync(name).isFile()) rmSync(name)
  } catch {
    // the recording itself reports a file that cannot be written
  }
}

export const record = commandWith(
  {
    name: 'record',
    summary: 'record all frames in a file, without their secrets',
    details: [
      'Records from before the login until Ctrl-C, or for --for SECONDS. The file has one JSON object per line; replay and tests read it.',
      'Passwords and the like are replaced by ***; numbers and names of callers stay, so the file is personal data.',
    ],
    words: {
      file: argument(file, 'where to write'),
      for: option(seconds, 'stop after this time', 'until Ctrl-C'),
      force: flag('replace an existing file', 'f'),
    },
    examples: ['rx-asterisk record doorbell.jsonl --for 60'],
    failing: 'the file cannot be written, or exists already',
    noLink: REFUSED_LOGIN,
    isLasting: true,
  },
  ENDLESS,
  (values, common, terminal) => {
    if (!values.force && existsSync(values.file)) {
      complain(terminal, `${values.file} exists already; --force replaces it`)
      return Promise.resolve(EXIT.failed)
    }
    if (values.force) removeFile(values.file)
    // the recording completes at a stop, and its end is awaited: only then all frames are in the file
    const until$ = merge(values.for === undefined ? NEVER : timer(values.for * 1000), terminal.stop$)
    let frames = 0
    return connected(terminal, common, { endless: true, wait: 0, finishes: true }, ({ frame$ }) => {
      const written$ = recording(frame$.pipe(takeUntil(until$)), values.file).pipe(share())
      const progress$ = written$.pipe(
        auditTime(PROGRESS),
        mergeMap((count) => {
          if (!common.quiet) terminal.err(`${count} frames recorded`)
          return EMPTY
        }),
      )
      // `auditTime` would delay the end of the recording by its pause
      const ended$ = written$.pipe(ignoreElements(), endWith(undefined))
      return merge(written$.pipe(map((count) => (frames = count))), progress$.pipe(takeUntil(ended$))).pipe(
        startWith(0),
      )
    }).then((exit) => {
      if (exit === EXIT.ok) {
        if (common.json) terminal.out(JSON.stringify({ file: values.file, frames }))
        else terminal.out(`${frames} frames are in ${values.file}`)
      }
      return exit
    })
  },
)
