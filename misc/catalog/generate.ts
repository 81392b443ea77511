/** All generated files by their path, not yet formatted. */
import { actionTable, actionTypes } from './actions.js'
import { eventTable, eventTypes } from './events.js'
import type { Facts } from './model.js'
import { actionPage, eventPage } from './pages.js'

export const generated = (all: Facts): Readonly<Record<string, string>> => ({
  'src/protocol/catalog/actions.ts': actionTypes(all),
  'src/protocol/catalog/actionTable.ts': actionTable(all),
  'src/protocol/catalog/events.ts': eventTypes(all),
  'src/protocol/catalog/eventTable.ts': eventTable(all),
  'docs/reference/actions.md': actionPage(all),
  'docs/reference/events.md': eventPage(all),
})
