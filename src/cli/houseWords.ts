/** What `run` tells of a house. */
import type { ItemState } from '../smarthome/house/item.js'
import type { ConnectionStatus, Run } from '../smarthome/index.js'
import { said, type Said } from './output.js'
import { statusWords } from './words.js'

const LONGEST = 200

const short = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

export const itemSaid = ({ path, value, by, source }: ItemState): Said =>
  said(`${path} = ${short(value)} (by ${by}${source === null ? '' : `, ${source}`})`, {
    type: 'item',
    item: path,
    value,
    by,
    source,
  })

export const runSaid = ({ logic, trigger }: Run): Said => {
  const { by, source, value, dest } = trigger
  const details = Object.entries({ source, value, dest }).flatMap(([name, each]) =>
    each === null ? [] : [`${name} ${short(each)}`],
  )
  return said(`${logic} runs (by ${[by, ...details].join(', ')})`, { type: 'run', logic, by, source, value, dest })
}

export const connectionWords = ({ connection, status }: ConnectionStatus): string =>
  `[${connection}] ${statusWords(status)}`

export const readySaid: Said = said('ready: all links are up', { type: 'ready' })
