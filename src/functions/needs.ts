/** The needs of the functions. Those of streams and models are derived from their rows. */
import type { Needs } from '../model/model.js'

/** The classes of Hangup allow Status too, which looks for a call after an outage. */
const CALL = {
  events: ['OriginateResponse', 'Hangup'],
  // the outcome after an outage, and `connected$`; `dtmf$` needs the rights of `dtmf`
  helped: ['Newchannel', 'Newstate', 'DialBegin', 'DialEnd', 'BridgeEnter'],
  actions: ['Originate', 'Hangup'],
} as const

export const FUNCTION_NEEDS = [
  { members: ['call'], ...CALL },
  { members: ['callFirst'], ...CALL },
  { members: ['hangup'], actions: ['Hangup'] },
  { members: ['redirect'], actions: ['Getvar', 'Redirect'] },
  { members: ['transfer'], actions: ['Getvar', 'BlindTransfer'] },
  { members: ['sendDtmf'], actions: ['PlayDTMF'] },
  { members: ['recording'], events: ['Hangup'], actions: ['MixMonitor', 'StopMixMonitor'] },
  { members: ['park'], actions: ['Park', 'ParkedCalls'] },
  {
    members: ['retrieve'],
    events: ['OriginateResponse', 'Hangup'],
    actions: ['ParkedCalls', 'Originate', 'Hangup'],
  },
  { members: ['dbRead'], actions: ['DBGet'] },
  { members: ['dbTree'], actions: ['DBGetTree'] },
  { members: ['dbWrite'], actions: ['DBPut'] },
  { members: ['dbDelete'], actions: ['DBDel'] },
  { members: ['dbDeleteTree'], actions: ['DBDelTree'] },
  { members: ['mailboxCount'], actions: ['MailboxCount'] },
  { members: ['sendUserEvent'], actions: ['UserEvent'] },
  { members: ['command'], actions: ['Command'] },
  { members: ['permissions'], actions: ['ListCommands'] },
] as const satisfies readonly Needs[]
