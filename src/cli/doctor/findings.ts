/** Facts → findings: what works, what does not, and what mends it. Pure. */
import * as O from 'fp-ts/lib/Option.js'
import { writeClasses } from '../../protocol/authorization.js'
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

interface Need {
  /** The actions that it sends. */
  readonly sends: readonly string[]
  /** The read classes whose events it needs. */
  readonly reads: readonly string[]
}

/** What the members of an Asterisk need. */
const NEEDS = {
  device: { sends: ['Status'], reads: ['call'] },
  deviceState: { sends: ['Status'], reads: ['call'] },
  mailbox: { sends: ['MailboxCount'], reads: ['call'] },
  userEvent: { sends: [], reads: ['user'] },
  dtmf: { sends: [], reads: ['dtmf'] },
  call: { sends: ['Originate', 'Hangup'], reads: ['call'] },
  hangup: { sends: ['Hangup'], reads: [] },
  mailboxCount: { sends: ['MailboxCount'], reads: [] },
  dbRead: { sends: ['DBGet'], reads: [] },
  dbTree: { sends: ['DBGetTree'], reads: [] },
  dbWrite: { sends: ['DBPut'], reads: [] },
  dbDelete: { sends: ['DBDel'], reads: [] },
  dbDeleteTree: { sends: ['DBDelTree'], reads: [] },
  sendUserEvent: { sends: ['UserEvent'], reads: [] },
  command: { sends: ['Command'], reads: [] },
} satisfies Readonly<Record<string, Need>>

export type Member = keyof typeof NEEDS

const isMember = (name: string): name is Member => Object.hasOwn(NEEDS, name)

export const MEMBERS: readonly Member[] = Object.keys(NEEDS).filter(isMember)

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
  command: 'the whole console (Command)',
  moduleload: 'loading modules (ModuleLoad)',
  updateconfig: 'writing configuration files (UpdateConfig)',
}

/** A login that may do more than programs should. */
const strength = ({ allowed }: Facts): Finding => {
  const strong = Object.entries(STRONG).flatMap(([action, what]) => (allowed.has(action) ? [what] : []))
  return strong.length === 0
    ? finding('good', 'strength', `may send ${allowed.size} actions, none of the strong ones`)
    : finding('note', 'strength', `may send ${allowed.size} actions, among them ${strong.join(', ')}: nearly root`)
}

const missing = (member: Member, { allowed }: Facts): readonly string[] =>
  NEEDS[member].sends.filter((action) => !allowed.has(action.toLowerCase()))

/** The weakest class that allows each: `call` is needed by most programs anyway, and strong ones come first in Asterisk's lists. */
const classesFor = (actions: readonly string[]): readonly string[] => {
  const classes = actions.map((action): readonly string[] => writeClasses(action))
  return [...new Set(classes.flatMap((each) => (each.includes('call') ? 'call' : (each.at(-1) ?? []))))]
}

/** What a member may do. What was asked for and is missing is wrong; of the rest it is worth knowing. */
const right =
  (facts: Facts, wanted: boolean) =>
  (member: Member): Finding => {
    const lacking = missing(member, facts)
    const unseen = NEEDS[member].reads.filter((name) => !facts.seen.has(name))
    const unknown =
      unseen.length === 0 ? '' : `; it needs read=${unseen.join(',')}, which cannot be asked for and was not seen`
    if (lacking.length === 0)
      return finding(unseen.length === 0 ? 'good' : wanted ? 'note' : 'good', member, `allowed${unknown}`)
    return finding(
      wanted ? 'wrong' : 'note',
      member,
      `not allowed: ${lacking.join(' and ')}`,
      `write = …,${classesFor(lacking).join(',')}`,
    )
  }

/** The least that a login needs for these members, as it stands in manager.conf. */
const leastFor = (members: readonly Member[]): readonly string[] => {
  const reads = [...new Set<string>(members.flatMap((member) => NEEDS[member].reads))]
  const writes = classesFor(members.flatMap((member) => NEEDS[member].sends))
  return [
    `read = ${reads.length === 0 ? 'none' : reads.join(',')}`,
    `write = ${writes.length === 0 ? 'none' : writes.join(',')}`,
  ]
}

/** Everything that there is to say. `wanted`: the members that a program needs; without any, all are looked at. */
export const findings = (way: Way, facts: Facts, wanted: readonly Member[]): readonly Finding[] => {
  const rights = (wanted.length === 0 ? MEMBERS : wanted).map(right(facts, wanted.length > 0))
  const mend = rights.some(({ fix }) => fix.length > 0)
  const least = [`[${way.username}]`, ...leastFor(wanted.length === 0 ? MEMBERS : wanted)]
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
    ...(mend
      ? [
          finding(
            'note',
            'manager.conf',
            wanted.length === 0 ? 'for everything above' : 'for what you named',
            ...least,
            "; without blanks; then asterisk -rx 'manager reload', and log in again",
          ),
        ]
      : []),
  ]
}
