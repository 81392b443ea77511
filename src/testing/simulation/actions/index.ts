/** All actions of the simulated Asterisk except Login, Challenge and Logoff, which are in `session.ts`. */
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

const BY_NAME: ReadonlyMap<string, Handler> = new Map(
  Object.entries({ ...ACTIONS, ...listCommands(ACTIONS) }).map(([name, handler]) => [name.toLowerCase(), handler]),
)

/** An action by its name in any case. */
export const handlerOf = (action: string): Handler | undefined => BY_NAME.get(action.toLowerCase())
