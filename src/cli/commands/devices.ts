/** `devices`: a table of devices and calls that is always current; in a pipe, a line for each change. */
import { map, scan, startWith } from 'rxjs'
import { LIVE } from '../asking.js'
import { commandWith } from '../command.js'
import { type Named, once, states } from '../deviceStates.js'
import { type Devices, shownJson, shownLine, tableOf } from '../deviceTable.js'
import { REFUSED_OR_ONCE } from '../exit.js'
import { showing } from '../liveTable.js'
import { text } from '../valueTypes.js'
import { flag, rest } from '../word.js'

const listedIn = (devices: Devices): readonly Named[] => [...devices]

const collected = scan(
  (devices: Devices, [name, state]: Named): Devices => new Map([...devices, [name, state]]),
  new Map(),
)

export const devices = commandWith(
  {
    name: 'devices',
    summary: 'show devices and their calls in a live table',
    details: [
      'On a screen: a table that is updated until Ctrl-C. In a pipe, or with --json: a line for each change. --once shows the current state and ends.',
      'Without DEVICE: all devices of this Asterisk. A phone that is not registered is away. Needs read=call and write=call.',
    ],
    words: {
      devices: rest(text('DEVICE'), '2222 or PJSIP/2222'),
      once: flag('show the current state and end'),
    },
    examples: ['rx-asterisk devices', 'rx-asterisk devices 2222 200 --once --json'],
    noLink: REFUSED_OR_ONCE,
  },
  LIVE,
  (values, common, terminal) =>
    showing<Named>(terminal, common, values.once, {
      once: (asterisk) => once(asterisk, values.devices),
      always: (asterisk) => states(asterisk, values.devices).pipe(collected, map(listedIn), startWith([])),
      changes: (asterisk) => states(asterisk, values.devices).pipe(map(([name, state]) => shownLine(name, state))),
      json: ([name, state]) => shownJson(name, state),
      table: (all, now) => tableOf(new Map(all), now),
    }),
)
