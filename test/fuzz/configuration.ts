/** Fuzz target: any bytes for a configuration give what can be understood of them, every mistake with a place, soon, and nothing else. */
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { toNullable } from 'fp-ts/lib/Option.js'
import { dbKeyOf } from '../../src/functions/database.js'
import { type Action, encode } from '../../src/protocol/action.js'
import { mailboxName } from '../../src/protocol/mailbox.js'
import { configuration, type Configuration, showProblem } from '../../src/smarthome/index.js'
import type { ConfigurationProblem } from '../../src/smarthome/config/problem.js'
import { decoded } from '../../src/smarthome/config/reader.js'

const READINGS = [
  { ending: 'conf', dialect: 'any' },
  { ending: 'yaml', dialect: 'any' },
  { ending: 'conf', dialect: 'ConfigObj' },
  { ending: 'conf', dialect: 'smarthome.py' },
  { ending: 'conf', dialect: 'SmartHomeNG' },
] as const

/** Milliseconds of this process for one reading: far more than any honest one takes, far less than one that explodes. */
const LONGEST = 2000

/** Maps as lists, so that two readings can be compared. */
const shown = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (each instanceof Map ? [...each] : each))

type Lines = ReadonlyMap<string, readonly string[]>

const checkPlace = (problem: ConfigurationProblem, lines: Lines): void => {
  const { file, line, column } = problem
  const found = lines.get(file)
  if (found === undefined) throw new Error(`a problem of no file: ${JSON.stringify(problem)}`)
  if (line === 0) return
  const at = found[line - 1]
  // one behind the last sign is where something is missing
  if (at === undefined || column < 1 || column > at.length + 1)
    throw new Error(`a problem outside of its text: ${JSON.stringify(problem)}`)
}

const checkProblem = (problem: ConfigurationProblem, lines: Lines): void => {
  checkPlace(problem, lines)
  if (/\p{Cc}|\u2028|\u2029/u.test(showProblem(problem))) throw new Error(`not one line: ${JSON.stringify(problem)}`)
}

/** The actions that a house would send because of a configuration. */
const actionsOf = ({ connections, items }: Configuration): readonly Action[] => [
  ...connections.map(({ username, password }) => ({ Action: 'Login', Username: username, Secret: password.reveal() })),
  ...items.flatMap(({ bindings, value }) =>
    bindings.flatMap(({ _tag, target }): readonly Action[] => {
      if (_tag === 'Mailbox') return [{ Action: 'MailboxCount', Mailbox: mailboxName(target) }]
      const place = dbKeyOf(target, 'DBPut')
      if (_tag !== 'Database' || isLeft(place)) return []
      return [{ Action: 'DBPut', ...place.right, Val: toNullable(value) ?? '' }]
    }),
  ),
]

const checkAction = (action: Action): void => {
  const encoded = encode(action, 'response')
  if (!isRight(encoded)) return
  const lines = encoded.right('1').split('\r\n')
  const wanted = Object.values(action).flatMap((value) => value).length + 3
  if (lines.length !== wanted || lines.some((line) => /[\r\n\0]/.test(line)))
    throw new Error(`an action of other lines: ${JSON.stringify(lines)}`)
}

const PROTOTYPES = [Object.prototype, Array.prototype, Map.prototype, Function.prototype]
const namesOf = (): string => JSON.stringify(PROTOTYPES.map((each) => Object.getOwnPropertyNames(each)))
const untouched = namesOf()

const read = (files: ReadonlyMap<string, string>, dialect: (typeof READINGS)[number]['dialect']) => {
  const before = process.cpuUsage()
  const understood = configuration(files, { dialect })
  const { user } = process.cpuUsage(before)
  if (user / 1000 > LONGEST) throw new Error(`it took ${(user / 1000).toFixed(0)} ms`)
  return understood
}

/** The first byte chooses the dialect; the rest is plugin, logic and items at once, so that each finds what it refers to. */
export const fuzz = (data: Uint8Array): void => {
  const { ending, dialect } = READINGS[(data[0] ?? 0) % READINGS.length] ?? READINGS[0]
  const names = ['etc/plugin', 'etc/logic', 'items/office'].map((name) => `${name}.${ending}`)
  const reads = names.map((name) => decoded(Buffer.from(data.subarray(1)), name))
  const files = new Map(reads.flatMap((each) => each.files))
  const understood = read(files, dialect)
  const lines = new Map([...files].map(([name, text]) => [name, text.split(/\r\n|\n|\r/)]))
  for (const problem of [...understood.problems, ...reads.flatMap(({ problems }) => problems)])
    checkProblem(problem, lines)
  for (const action of actionsOf(understood.configuration)) checkAction(action)
  if (namesOf() !== untouched) throw new Error('a prototype has grown')
  if (shown(understood) !== shown(read(files, dialect))) throw new Error('the same text is read in two ways')
}
