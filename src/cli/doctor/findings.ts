/** Facts → findings: each thing that works or does not, with its fix. Pure. */
import * as O from 'fp-ts/lib/Option.js'
import { type ListName, requirements, type SentName, type RequiredMember } from '../../index.js'
import type { Facts } from './facts.js'

/** `good`: works. `note`: worth knowing. `wrong`: does not work, or is dangerous. */
export interface Finding {
  readonly mark: 'good' | 'note' | 'wrong'
  readonly topic: string
  readonly text: string
  /** Lines to write into a file, or commands to run. */
  readonly fix: readonly string[]
  /** Read classes that may be missing: no event of them was seen. */
  readonly unseen?: readonly string[]
}

/** The address and the login of the connection. */
export interface ConnectionInfo {
  readonly username: string
  readonly host: string
  readonly port: number
  readonly tls: boolean
  /** The password file, if others may read it. */
  readonly exposed: O.Option<string>
}

/** The actions that members of an Asterisk send. */
const SENDS = {
  device: ['Status'],
  deviceState: ['Status'],
  device$: ['Status', 'DeviceStateList'],
  mailbox: ['MailboxCount'],
  queue: ['QueueStatus'],
  queue$: ['QueueStatus', 'QueueSummary'],
  queueCall: ['QueueStatus'],
  conference: ['ConfbridgeListRooms', 'ConfbridgeList'],
  parked$: ['ParkedCalls'],
  endpoint: ['PJSIPShowEndpoints', 'PJSIPShowContacts'],
  registration: ['PJSIPShowRegistrationsOutbound'],
  extensionState: ['ExtensionState', 'ExtensionStateList'],
  stateOf: ['DeviceStateList'],
  presence: ['PresenceState'],
  agent: ['Agents'],
  userEvent: [],
  dtmf: [],
  call: ['Originate', 'Hangup'],
  callFirst: ['Originate', 'Hangup'],
  hangup: ['Hangup'],
  redirect: ['Getvar', 'Redirect'],
  transfer: ['Getvar', 'BlindTransfer'],
  sendDtmf: ['PlayDTMF'],
  recording: ['MixMonitor', 'StopMixMonitor'],
  park: ['Park', 'ParkedCalls'],
  retrieve: ['ParkedCalls', 'Originate', 'Hangup'],
  mailboxCount: ['MailboxCount'],
  dbRead: ['DBGet'],
  dbTree: ['DBGetTree'],
  dbWrite: ['DBPut'],
  dbDelete: ['DBDel'],
  dbDeleteTree: ['DBDelTree'],
  sendUserEvent: ['UserEvent'],
  command: ['Command'],
} as const satisfies Readonly<Partial<Record<Extract<RequiredMember, string>, readonly (SentName | ListName)[]>>>

type Sent = (typeof SENDS)[keyof typeof SENDS][number]

/** A member of an Asterisk that `doctor` can check. */
export type Needed = keyof typeof SENDS

const isNeeded = (name: string): name is Needed => Object.hasOwn(SENDS, name)

export const NEEDED: readonly Needed[] = Object.keys(SENDS).filter(isNeeded)

const finding = (mark: Finding['mark'], topic: string, text: string, ...fix: readonly string[]): Finding => ({
  mark,
  topic,
  text,
  fix,
})

const LOOPBACK = /^(?:localhost|127\.|::1$|\[::1\]$)/

const isHere = ({ host }: ConnectionInfo): boolean => LOOPBACK.test(host)

/** The most milliseconds between the clocks of two machines that are in order. */
const MOST_APART = 2000

const clock = ({ ahead }: Facts): Finding => {
  if (O.isNone(ahead)) return finding('note', 'clock', 'Asterisk does not send its time')
  const seconds = `${(Math.abs(ahead.value) / 1000).toFixed(1)} s`
  if (Math.abs(ahead.value) <= MOST_APART) return finding('good', 'clock', `${seconds} apart`)
  return finding(
    'wrong',
    'clock',
    `the clock of Asterisk is ${seconds} ${ahead.value > 0 ? 'ahead of' : 'behind'} ours: times of calls will not agree`,
    'let both machines take their time from the network (NTP)',
  )
}

const safety = (way: ConnectionInfo): Finding => {
  if (way.tls) return finding('good', 'TLS', 'encrypted, and the certificate is verified')
  if (isHere(way)) return finding('good', 'TLS', 'not needed: the link stays on this machine')
  return finding(
    'wrong',
    'TLS',
    'others on the network can read and change everything but the password',
    '[general]',
    'tlsenable = yes',
    'tlsbindaddr = 0.0.0.0:5039',
    'tlscertfile = /etc/asterisk/keys/asterisk.crt',
    'tlsprivatekey = /etc/asterisk/keys/asterisk.key',
    '; then connect with --tls, or --tls-ca FILE for an authority of your own',
  )
}

const secrecy = ({ exposed }: ConnectionInfo): readonly Finding[] =>
  O.isSome(exposed)
    ? [finding('wrong', 'password', `${exposed.value} can be read by others`, `chmod 600 ${exposed.value}`)]
    : []

const STRONG: Readonly<Record<string, string>> = {
  Command: 'the whole console (Command)',
  ModuleLoad: 'loading modules (ModuleLoad)',
  UpdateConfig: 'writing configuration files (UpdateConfig)',
}

/** The strong actions of a login, which most programs do not need. */
const strength = ({ permissions: { actions } }: Facts): Finding => {
  const strong = Object.entries(STRONG).flatMap(([action, what]) => (actions.has(action) ? [what] : []))
  return strong.length === 0
    ? finding('good', 'strength', `may send ${actions.size} actions, none of the strong ones`)
    : finding(
        'note',
        'strength',
        `may send ${actions.size} actions, among them ${strong.join(', ')}: nearly as strong as root`,
      )
}

/** The rights for a member. A missing right is wrong for a member that was named, and worth knowing for others. */
const right =
  ({ permissions: { actions, read } }: Facts, wanted: boolean) =>
  (member: Needed): Finding => {
    const sends: readonly Sent[] = SENDS[member]
    const lacking = sends.filter((action) => !actions.has(action))
    const unseen = requirements([member]).read.filter((name) => !read.has(name))
    if (lacking.length > 0) {
      const { write } = requirements(lacking.map((action) => ({ action })))
      const what = `not allowed: ${lacking.join(' and ')}`
      return finding(wanted ? 'wrong' : 'note', member, what, `write = …,${write.join(',')}`)
    }
    return unseen.length === 0
      ? finding('good', member, 'allowed')
      : {
          ...finding(
            'good',
            member,
            `allowed; it also needs read=${unseen.join(',')}, which was not seen, and Asterisk cannot list read classes: the first such event shows it`,
          ),
          unseen,
        }
  }

/** The smallest configuration for the members, shown where a right is missing. */
const leastConfiguration = (
  { username }: ConnectionInfo,
  { version }: Facts,
  members: readonly Needed[],
  named: boolean,
): Finding => {
  const { lines, warnings } = requirements(members, O.toUndefined(version))
  return finding(
    'note',
    'manager.conf',
    named
      ? 'the smallest configuration for what you named'
      : 'for everything above; name what you use (doctor device call) for a smaller one',
    `[${username}]`,
    // a check of all members needs all events, so no filter
    ...(named ? lines : lines.filter((line) => !line.startsWith('eventfilter'))),
    ...warnings.map((line) => `; ${line}`),
    "; then asterisk -rx 'manager reload', and log in again",
  )
}

/** All findings. `wanted`: the members that a program needs; without any, all members are checked. */
export const findings = (way: ConnectionInfo, facts: Facts, wanted: readonly Needed[]): readonly Finding[] => {
  const named = wanted.length > 0
  const members = named ? wanted : NEEDED
  const rights = members.map(right(facts, named))
  return [
    finding('good', 'link', `${way.host}:${way.port}, AMI ${facts.ami}, answers in ${facts.roundTrip.toFixed(1)} ms`),
    O.isSome(facts.version)
      ? finding('good', 'version', `Asterisk ${facts.version.value}`)
      : finding(
          'note',
          'version',
          'unknown: the AMI version does not determine it, and this login may not ask (CoreSettings: write=reporting)',
        ),
    clock(facts),
    safety(way),
    ...secrecy(way),
    strength(facts),
    ...rights,
    ...(rights.some(({ fix }) => fix.length > 0) ? [leastConfiguration(way, facts, members, named)] : []),
  ]
}
