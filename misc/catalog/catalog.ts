/** `npm run catalog`: writes what is generated from this folder's data; `--check` only tells whether it is up to date. */
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { actionTable, actionTypes } from './actions.js'
import { eventTable, eventTypes } from './events.js'
import { facts } from './model.js'

const project = fileURLToPath(new URL('../..', import.meta.url))
const json = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))
const all = facts(json('actions.json'), json('events.json'), json('kinds.json'))

const files: Readonly<Record<string, string>> = {
  'src/protocol/catalog/actions.ts': actionTypes(all),
  'src/protocol/catalog/actionTable.ts': actionTable(all),
  'src/protocol/catalog/events.ts': eventTypes(all),
  'src/protocol/catalog/eventTable.ts': eventTable(all),
}
for (const [path, text] of Object.entries(files)) {
  const file = join(project, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }))
}
