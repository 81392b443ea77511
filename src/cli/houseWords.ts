/** The output lines of `run`. */
import type { ConnectionStatus, ItemState, LogicRun } from '../smarthome/index.js'
import { jsonText } from './jsonText.js'
import { outputLine, type OutputLine } from './output.js'
import { statusWords } from './words.js'

const LONGEST = 200

const short = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : jsonText(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

export const itemLine = ({ path, value, by, source }: ItemState): OutputLine =>
  outputLine(`${path} = ${short(value)} (by ${by}${source === null ? '' : `, ${source}`})`, {
    type: 'item',
    item: path,
    value,
    by,
    source,
  })

export const runLine = ({ logic, trigger }: LogicRun): OutputLine => {
  const { by, source, value, dest } = trigger
  const details = Object.entries({ source, value, dest }).flatMap(([name, each]) =>
    each === null ? [] : [`${name} ${short(each)}`],
  )
  return outputLine(`${logic} runs (by ${[by, ...details].join(', ')})`, {
    type: 'run',
    logic,
    by,
    source,
    value,
    dest,
  })
}

export const connectionWords = ({ connection, status }: ConnectionStatus): string =>
  `[${connection}] ${statusWords(status)}`

export const READY_LINE: OutputLine = outputLine('ready: all links are up', { type: 'ready' })
