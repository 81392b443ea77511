/** `replay`: shows a recording as `watch` would have shown it. Needs no Asterisk. */
import { map, tap } from 'rxjs'
import { streams } from '../../index.js'
import { replay as replaying } from '../../testing/index.js'
import { command } from '../command.js'
import { factor, file } from '../valueTypes.js'
import { printer } from '../output.js'
import { exitOfWork } from '../withAsterisk.js'
import { stamped } from '../clock.js'
import { SELECTION, watching } from '../watching.js'
import { argument, defaulted, flag } from '../word.js'

export const replay = command(
  {
    name: 'replay',
    summary: 'show a recording as watch would have shown it',
    details: ['Shows it at the recorded speed, or as fast as possible. Needs no Asterisk.'],
    words: {
      file: argument(file, 'a recording'),
      fast: flag('as fast as possible'),
      speed: defaulted(factor, 'so many times faster', 1),
      ...SELECTION,
      json: flag('print one JSON object per line, for programs'),
    },
    examples: [
      'rx-asterisk replay doorbell.jsonl --fast',
      'rx-asterisk replay doorbell.jsonl --speed 10 --device 2222',
    ],
    failing: 'the file cannot be read, or is no recording',
  },
  ({ file, fast, speed, json, ...selection }, terminal) => {
    const shown = fast
      ? watching(streams(replaying(file)), selection)
      : watching(streams(replaying(file, speed)), selection).pipe(map(stamped))
    return exitOfWork(terminal, true, shown.pipe(tap(printer(terminal, json))))
  },
)
