/** `action` and `command`: send any action or console command. */
import { concat, defer, EMPTY, filter, map, mergeMap, type Observable, of, takeWhile, timeout } from 'rxjs'
import { type Action, AmiError, type Asterisk, custom, type Frame } from '../../index.js'
import { asking } from '../asking.js'
import { frameJson, frameText } from '../frames.js'
import { pair, text } from '../valueTypes.js'
import { outputLine } from '../output.js'
import { argument, rest } from '../word.js'

/** The longest silence inside a list, in milliseconds. */
const SILENCE = 10_000

const actionOf = (name: string, pairs: readonly (readonly [string, string])[]): Action => {
  const values = new Map<string, readonly string[]>()
  if (pairs.some(([key]) => key === 'Action')) {
    throw new AmiError({
      _tag: 'InvalidAction',
      action: name,
      why: 'NAME is the action already; Action=… cannot change it',
    })
  }
  for (const [key, value] of pairs) values.set(key, [...(values.get(key) ?? []), value])
  return { ...Object.fromEntries(values), Action: name }
}

const beginsList = (frame: Frame): boolean => frame.get('EventList')?.toLowerCase() === 'start'

/** The response and, if the response announces a list, its items. */
const answers = ({ send, frame$ }: Asterisk, action: Action): Observable<Frame> =>
  send(custom(action)).pipe(
    mergeMap(({ frame }) => {
      const item$ = frame$.pipe(
        filter(({ event, actionId }) => event !== undefined && actionId === frame.actionId),
        timeout(SILENCE),
        takeWhile((item) => item.get('EventList') === undefined, true),
      )
      return concat(of(frame), beginsList(frame) ? item$ : EMPTY)
    }),
  )

export const action = asking(
  {
    name: 'action',
    summary: 'send any action and print its answer, lists too',
    details: [
      'Headers are given as KEY=VALUE; a header that is given twice is sent twice. A value can never add another header or action.',
      'The names are those of Asterisk: see "manager show commands" of its console. Do not give secrets here: a list of processes shows them.',
    ],
    words: {
      name: argument(text('NAME'), 'the action: QueueStatus'),
      headers: rest(pair, 'its headers: Queue=support'),
    },
    examples: ['rx-asterisk action Ping', 'rx-asterisk action QueueStatus Queue=support --json'],
    failing: 'Asterisk refused it',
  },
  ({ name, headers }) =>
    (asterisk) =>
      defer(() => answers(asterisk, actionOf(name, headers))).pipe(
        map((frame) => outputLine(`${frameText(frame)}\n`, frameJson(frame))),
      ),
)

export const consoleCommand = asking(
  {
    name: 'command',
    summary: 'run a command of the console of Asterisk',
    details: ['Needs write=command, which is nearly as strong as root on the phone system.'],
    words: { line: argument(text('LINE'), 'one argument, so quote it: "core show channels"') },
    examples: ["rx-asterisk command 'core show channels'"],
    failing: 'the console does not know the command, or the login may not use it',
  },
  ({ line }) =>
    ({ command }) =>
      command(line).pipe(mergeMap((lines) => of(...lines.map((each) => outputLine(each, { line: each }))))),
)
