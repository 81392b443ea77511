/** Facts → findings: what works, what does not, and what mends it. Pure. */
import * as O from 'fp-ts/lib/Option.js'
import { type ListName, requirements, type SentName, type Used } from '../../index.js'
import type { Facts } from './facts.js'

/** `good`: works. `note`: worth knowing. `wrong`: does not work, or is dangerous. */
export interface Finding {
  readonly mark: 'good' | 'note' | 'wrong'
  readonly topic: string
  readonly text: string
  /** Lines to write, or to do. */
  readonly fix: readonly string[]
}

/** How the connection is made. */
export interface Way {
  readonly username: string
  readonly host: string
  readonly port: number
  readonly tls: boolean
  /** A password file that others may read. */
  readonly exposed: O.Option<string>
}

/** The actions that members of an Asterisk send. */
const SENDS = {
  device: ['Status'],
  deviceState: ['Status'],
  mailbox: ['MailboxCount'],
  userEvent: [],
  dtmf: [],
  call: ['Originate', 'Hangup'],
  hangup: ['Hangup'],
  mailboxCount: ['MailboxCount'],
  dbRead: ['DBGet'],
  dbTree: ['DBGetTree'],
  dbWrite: ['DBPut'],
  dbDelete: ['DBDel'],
  dbDeleteTree: ['DBDelTree'],
  sendUserEvent: ['UserEvent'],
  command: ['Command'],
} as const satisfies Readonly<Partial<Record<Extract<Used, string>, readonly (SentName | ListName)[]>>>

type Sent = (typeof SENDS)[keyof typeof SENDS][number]

/** What a program may need, as `doctor` asks for it. */
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

const isHere = ({ host }: Way): boolean => LOOPBACK.test(host)

/** The clocks of people's machines are closer than this. */
const MOST_APART = 2000

const clock = ({ ahead }: Facts): Finding => {
  if (O.isNone(ahead)) return finding('note', 'clock', 'Asterisk does not tell its time')
  const seconds = `${(Math.abs(ahead.value) / 1000).toFixed(1)} s`
  if (Math.abs(ahead.value) <= MOST_APART) return finding('good', 'clock', `${seconds} apart`)
  return finding(
    'wrong',
    'clock',
    `the clock of Asterisk is ${seconds} ${ahead.value > 0 ? 'ahead of' : 'behind'} ours: times of calls will not agree`,
    'let both machines take their time from the network (NTP)',
  )
}

const safety = (way: Way): Finding => {
  if (way.tls) return finding('good', 'TLS', 'encrypted, and the certificate is verified')
  if (isHere(way)) return finding('good', 'TLS', 'not needed: the link stays on this machine')
  return finding(
    'wrong',
    'TLS',
    'everything but the password can be read and changed on the way',
    '[general]',
    'tlsenable = yes',
    'tlsbindaddr = 0.0.0.0:5039',
    'tlscertfile = /etc/asterisk/keys/asterisk.crt',
    'tlsprivatekey = /etc/asterisk/keys/asterisk.key',
    '; then connect with --tls, or --tls-ca FILE for an authority of your own',
  )
}

const secrecy = ({ exposed }: Way): readonly Finding[] =>
  O.isSome(exposed)
    ? [finding('wrong', 'password', `${exposed.value} can be read by others`, `chmod 600 ${exposed.value}`)]
    : []

const STRONG: Readonly<Record<string, string>> = {
  Command: 'the whole console (Command)',
  ModuleLoad: 'loading modules (ModuleLoad)',
  UpdateConfig: 'writing configuration files (UpdateConfig)',
}

/** A login that may do more than programs should. */
const strength = ({ permissions: { actions } }: Facts): Finding => {
  const strong = Object.entries(STRONG).flatMap(([action, what]) => (actions.has(action) ? [what] : []))
  return strong.length === 0
    ? finding('good', 'strength', `may send ${actions.size} actions, none of the strong ones`)
    : finding('note', 'strength', `may send ${actions.size} actions, among them ${strong.join(', ')}: nearly root`)
}

/** What a member may do. What was asked for and is missing is wrong; of the rest it is worth knowing. */
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
      : finding(
          wanted ? 'note' : 'good',
          member,
          `allowed; it needs read=${unseen.join(',')}, which cannot be asked for and was not seen`,
        )
  }

/** The least lines for all that is needed, where something of it is missing. */
const mending = ({ username }: Way, { version }: Facts, members: readonly Needed[], named: boolean): Finding => {
  const { lines, warnings } = requirements(members, O.toUndefined(version))
  return finding(
    'note',
    'manager.conf',
    named
      ? 'the least for what you named'
      : 'for everything above; name what you use (doctor device call) for the least',
    `[${username}]`,
    // whoever wants everything wants no filter
    ...(named ? lines : lines.filter((line) => !line.startsWith('eventfilter'))),
    ...warnings.map((line) => `; ${line}`),
    "; then asterisk -rx 'manager reload', and log in again",
  )
}

/** Everything that there is to say. `wanted`: the members that a program needs; without any, all are looked at. */
export const findings = (way: Way, facts: Facts, wanted: readonly Needed[]): readonly Finding[] => {
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
          'unknown: AMI does not tell, and this login may not ask (CoreSettings: write=reporting)',
        ),
    clock(facts),
    safety(way),
    ...secrecy(way),
    strength(facts),
    ...rights,
    ...(rights.some(({ fix }) => fix.length > 0) ? [mending(way, facts, members, named)] : []),
  ]
}
