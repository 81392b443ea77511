/** All actions that the simulated Asterisk knows, beside Login, Challenge and Logoff, which `session.ts` answers. */
import { channelActions } from './channels.js'
import { commandActions } from './command.js'
import { databaseActions } from './database.js'
import { deviceActions } from './devices.js'
import type { Family, Handler } from './handler.js'
import { mailboxActions } from './mailbox.js'
import { originateActions } from './originate.js'
import { queueActions } from './queue.js'
import { listCommands, sessionActions } from './session.js'
import { userEventActions } from './userEvent.js'

const FAMILIES: Family = {
  ...sessionActions,
  ...channelActions,
  ...deviceActions,
  ...originateActions,
  ...databaseActions,
  ...mailboxActions,
  ...userEventActions,
  ...commandActions,
  ...queueActions,
}

const BY_NAME: ReadonlyMap<string, Handler> = new Map(
  Object.entries({ ...FAMILIES, ...listCommands(FAMILIES) }).map(([name, handler]) => [name.toLowerCase(), handler]),
)

/** An action by its name in any case. */
export const handlerOf = (action: string): Handler | undefined => BY_NAME.get(action.toLowerCase())
