/** The members of Asterisk that a bridge uses: the rights follow from them. */
import type { Member } from '../../index.js'
import type { MqttAction, MqttSettings } from '../../mqtt/index.js'

const ACTING: Readonly<Record<keyof MqttAction, Member>> = {
  call: 'call',
  hangup: 'hangup',
  dbWrite: 'dbWrite',
  userEvent: 'sendUserEvent',
  digits: 'sendDtmf',
}

const KEYS = ['call', 'hangup', 'dbWrite', 'userEvent', 'digits'] as const

/** The members that these settings need, each once. */
export const membersUsed = (settings: MqttSettings): readonly Member[] => {
  const {
    devices = {},
    groups = {},
    mailboxes = [],
    events = {},
    calls,
    db = [],
    buttons = {},
    switches = {},
  } = settings
  const phones = Object.values(devices)
  const acting = [...Object.values(buttons), settings.commands ?? {}]
  const hints = Object.values(switches).some(({ changedBy }) => changedBy !== undefined)
  const wanted: readonly (readonly [boolean, Member])[] = [
    [phones.length + Object.keys(groups).length > 0, 'deviceState'],
    [phones.some(({ registered }) => registered !== false), 'stateOf'],
    [phones.some(({ dtmf }) => dtmf === true), 'dtmf'],
    [phones.some(({ hangup }) => hangup === true), 'hangup'],
    [mailboxes.length > 0, 'mailbox'],
    [Object.keys(events).length > 0 || hints, 'userEvent'],
    [calls === true, 'callChange$'],
    [db.length + Object.keys(switches).length > 0, 'dbRead'],
    [Object.keys(switches).length > 0, 'dbWrite'],
    ...KEYS.map((key) => [acting.some((each) => each[key] !== undefined), ACTING[key]] as const),
  ]
  return [...new Set(wanted.flatMap(([isUsed, member]) => (isUsed ? [member] : [])))]
}
