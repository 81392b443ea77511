/** All commands, in the order of the help. Parsing, help, documentation and completion are made from this table. */
import type { Command } from './command.js'
import { about } from './commands/about.js'
import { action, consoleCommand } from './commands/action.js'
import { call } from './commands/call.js'
import { calls } from './commands/calls.js'
import { check } from './commands/check.js'
import { db } from './commands/db.js'
import { demo } from './commands/demo.js'
import { devices } from './commands/devices.js'
import { doctor } from './commands/doctor.js'
import { dtmf } from './commands/dtmf.js'
import { endpoints } from './commands/endpoints.js'
import { fleetCommands } from './commands/fleet.js'
import { gateway } from './commands/gateway.js'
import { hangup } from './commands/hangup.js'
import { mailbox } from './commands/mailbox.js'
import { mqtt } from './commands/mqtt.js'
import { park } from './commands/park.js'
import { queues } from './commands/queues.js'
import { record } from './commands/record.js'
import { recordCall } from './commands/recordCall.js'
import { replay } from './commands/replay.js'
import { retrieve } from './commands/retrieve.js'
import { run } from './commands/run.js'
import { simulate } from './commands/simulate.js'
import { switchboard } from './commands/switchboard.js'
import { transfer } from './commands/transfer.js'
import { watch } from './commands/watch.js'

export const TABLE: readonly Command[] = [
  demo,
  run,
  check,
  mqtt,
  watch,
  devices,
  queues,
  endpoints,
  switchboard,
  calls,
  call,
  hangup,
  transfer,
  park,
  retrieve,
  dtmf,
  recordCall,
  ...db,
  mailbox,
  action,
  consoleCommand,
  doctor,
  gateway,
  ...fleetCommands,
  record,
  replay,
  simulate,
  ...about(() => TABLE),
]
