/** `calls`: a table of all calls that is always current; in a pipe, a line for each change. */
import { map, startWith, take, tap } from 'rxjs'
import type { LiveCall } from '../../index.js'
import { connected, ENDLESS } from '../asking.js'
import { callJson, callLine, callTable } from '../callWords.js'
import { commandWith } from '../command.js'
import { inTime, liveTable } from '../liveTable.js'
import { printer } from '../output.js'
import { stamped } from '../watching.js'
import { flag } from '../word.js'

type Calls = ReadonlyMap<string, LiveCall>

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
  },
  ENDLESS,
  (values, common, terminal) => {
    const print = printer(terminal, common.json)
    const manner = { endless: !values.once, wait: 0 }
    if (values.once) {
      return connected(terminal, common, manner, (asterisk) =>
        asterisk.call$.pipe(
          take(1),
          inTime('call$'),
          tap((all) => {
            if (common.json) for (const call of all.values()) terminal.out(JSON.stringify(callJson(call)))
            else for (const line of callTable(all.values(), Date.now())) terminal.out(line)
          }),
        ),
      )
    }
    if (terminal.screen && !common.json) {
      return connected(terminal, { ...common, quiet: true }, manner, (asterisk) =>
        liveTable(
          asterisk,
          terminal,
          asterisk.call$.pipe(
            startWith<Calls>(new Map()),
            map((all) => (now) => callTable(all.values(), now)),
          ),
        ),
      )
    }
    return connected(terminal, common, manner, (asterisk) =>
      asterisk.callChange$.pipe(
        map((change) => stamped(callLine(change))),
        tap(print),
      ),
    )
  },
)
