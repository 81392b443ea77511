/** `calls`: a table of all calls that is always current; in a pipe, a line for each change. */
import { map, startWith, take } from 'rxjs'
import type { LiveCall } from '../../index.js'
import { LIVE } from '../asking.js'
import { callJson, callLine, callTable } from '../callWords.js'
import { commandWith } from '../command.js'
import { REFUSED_OR_ONCE } from '../exit.js'
import { inTime, showing } from '../liveTable.js'
import { flag } from '../word.js'

const listed = (calls: ReadonlyMap<string, LiveCall>): readonly LiveCall[] => [...calls.values()]

export const calls = commandWith(
  {
    name: 'calls',
    summary: 'show all calls in a live table',
    details: [
      'On a screen: a table that is updated until Ctrl-C. In a pipe, or with --json: a line for each change. --once shows the present calls and ends.',
      'A transfer, a pickup or a parked call that is retrieved stays one call. Needs read=call and write=call; with read=agent, calls name their queue.',
    ],
    words: { once: flag('show the present calls and end') },
    examples: ['rx-asterisk calls', 'rx-asterisk calls --once --json'],
    noLink: REFUSED_OR_ONCE,
  },
  LIVE,
  (values, common, terminal) =>
    showing<LiveCall>(terminal, common, values.once, {
      once: ({ call$ }) => call$.pipe(take(1), inTime('channels', 'call$'), map(listed)),
      always: ({ call$ }) => call$.pipe(map(listed), startWith([])),
      changes: ({ callChange$ }) => callChange$.pipe(map(callLine)),
      json: callJson,
      table: callTable,
    }),
)
