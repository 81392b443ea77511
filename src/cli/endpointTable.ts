/** Endpoints as a table of text, as lines, and as JSON. */
import * as O from 'fp-ts/lib/Option.js'
import type { Contact, Endpoint } from '../index.js'
import { outputLine, type OutputLine, visible } from './output.js'
import { columns } from './columns.js'

export type Endpoints = ReadonlyMap<string, Endpoint>

const HEAD = ['ENDPOINT', 'REACHABLE', 'STATE', 'RTT', 'CONTACTS']

const WORDS: Readonly<Record<Endpoint['reachable'], string>> = {
  yes: 'is reachable',
  no: 'is not reachable',
  unknown: 'may be reachable: nothing checks it',
}

/** `NOT_INUSE` → `not inuse` */
const stateWord = ({ state }: Endpoint): string => state.toLowerCase().replace('_', ' ')

const milliseconds = (contacts: readonly Contact[]): string => {
  const times = contacts.flatMap(({ rtt }) => (O.isSome(rtt) ? [rtt.value] : []))
  return times.length === 0 ? '' : `${Math.min(...times).toFixed(1)} ms`
}

const row = (endpoint: Endpoint): readonly string[] => [
  visible(endpoint.name),
  endpoint.reachable,
  stateWord(endpoint),
  milliseconds(endpoint.contacts),
  visible(endpoint.contacts.map(({ uri }) => uri).join(' ')),
]

/** The lines of the table, by name. */
export const endpointTable = (endpoints: Endpoints): readonly string[] =>
  columns([HEAD, ...[...endpoints.values()].sort((a, b) => a.name.localeCompare(b.name, 'en')).map(row)])

/** One endpoint as a line. */
export const endpointLine = (endpoint: Endpoint): OutputLine => {
  const { name, reachable, state, contacts } = endpoint
  return outputLine(`${name} ${WORDS[reachable]} (${stateWord(endpoint)})`, {
    type: 'endpoint',
    endpoint: name,
    reachable,
    state,
    contacts: contacts.map(({ uri, status, rtt }) => ({ uri, status, rtt: O.toNullable(rtt) })),
  })
}
