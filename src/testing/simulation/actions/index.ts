/** All actions of the simulated Asterisk except Login, Challenge and Logoff, which are in `session.ts`. */
import { ACTION_TABLE } from '../../../protocol/catalog/actionTable.js'
import type { SimulateOptions } from '../options.js'
import { bridgeActions } from './bridges.js'
import { callActions } from './calls.js'
import { channelActions } from './channels.js'
import { commandActions } from './command.js'
import { conferenceActions } from './conferences.js'
import { databaseActions } from './database.js'
import { deviceActions } from './devices.js'
import type { ActionTable, Handler } from './handler.js'
import { mailboxActions } from './mailbox.js'
import { originateActions } from './originate.js'
import { ownAction } from './own.js'
import { queueActions } from './queue.js'
import { recordingActions } from './recordings.js'
import { listCommands, sessionActions } from './session.js'
import { stationActions } from './stations.js'
import { userEventActions } from './userEvent.js'

const ACTIONS: ActionTable = {
  ...sessionActions,
  ...channelActions,
  ...bridgeActions,
  ...callActions,
  ...recordingActions,
  ...deviceActions,
  ...originateActions,
  ...databaseActions,
  ...mailboxActions,
  ...userEventActions,
  ...commandActions,
  ...queueActions,
  ...conferenceActions,
  ...stationActions,
}

const KNOWN: ActionTable = { ...ACTIONS, ...listCommands(ACTIONS) }

const BY_NAME: ReadonlyMap<string, Handler> = new Map(
  Object.entries(KNOWN).map(([name, handler]) => [name.toLowerCase(), handler]),
)

/** An action by its name in any case: of the test, or of the simulation. */
export const handlerOf = (options: SimulateOptions, action: string): Handler | undefined =>
  ownAction(options, action, BY_NAME.get(action.toLowerCase()))

/** The answer to an action that no handler knows. Asterisk's own sentence would look like a mistake of the program that sent it. */
export const unknownAction = (action: string): string =>
  isAction(action)
    ? `the simulation does not know ${action}; give it by \`actions\``
    : `Invalid/unknown command: ${action}. Use Action: ListCommands to show available commands.`

const ASTERISKS: ReadonlySet<string> = new Set(Object.keys(ACTION_TABLE).map((name) => name.toLowerCase()))

const isAction = (action: string): boolean => ASTERISKS.has(action.toLowerCase())
