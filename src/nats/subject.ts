/** Names in subjects of NATS: any text becomes one short token. */

const PLAIN = /^[0-9A-Za-z_-]+$/
const SERVER = /^[0-9A-Za-z_-]{1,32}$/
const LONGEST = 128
const KEPT = 96
const ENCODER = new TextEncoder()

/** FNV-1a over bytes, 32 bits, as eight hexadecimal digits. */
const hash32 = (bytes: Uint8Array, seed: number): string => {
  let hash = seed
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash.toString(16).padStart(8, '0')
}

const hash64 = (bytes: Uint8Array): string => hash32(bytes, 0x811c9dc5) + hash32(bytes, 0x9dc5811c)

const percent = (byte: number): string => {
  const sign = String.fromCharCode(byte)
  return PLAIN.test(sign) ? sign : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}

/**
 * A name as one token of a subject. Blanks, dots, wildcards and line breaks would mean something else to NATS. A subject of more than 4 KB
 * would close the link, so a long name is cut and ends with `~` and its hash. A reader compares the name in the frame.
 */
export const tokenOf = (name: string): string => {
  if (name.length <= LONGEST && PLAIN.test(name)) return name
  const bytes = ENCODER.encode(name)
  const token = name === '' ? '%' : Array.from(bytes, percent).join('')
  return token.length <= LONGEST ? token : `${token.slice(0, KEPT)}~${hash64(bytes)}`
}

/** True for the name of a server: letters, digits, `_` and `-`, 32 at most. */
export const isServerName = (name: string): boolean => SERVER.test(name)

/** The kinds of entries that a gateway writes itself, beside frames. */
export type OwnKind = 'link' | 'gap' | 'list' | 'mark'

/** The subjects and streams of one Asterisk. */
export const subjectsOf = (server: string) => {
  const log = `ami.${server}`
  return {
    stream: `AMI_${server}`,
    work: `WORK_${server}`,
    all: `${log}.>`,
    lead: `${log}.lead`,
    /** An event that models read. */
    state: (name: string) => `${log}.s.${tokenOf(name)}`,
    userEvent: (name: string) => `${log}.u.${tokenOf(name)}`,
    userEvents: `${log}.u.>`,
    /** Another event that `publish` names. */
    event: (name: string) => `${log}.e.${tokenOf(name)}`,
    /** Five tokens: no event has them. */
    own: (kind: OwnKind) => `${log}.s.own.${kind}`,
    act: (action: string) => `act.${server}.${tokenOf(action)}`,
    acts: `act.${server}.*`,
    /** The go of one offer. */
    go: (id: string) => `off.${server}.${id}`,
    goes: `off.${server}.*`,
    /** Subjects to which a gateway publishes, of each kind one. */
    probes: [`${log}.lead`, `${log}.s.probe`, `${log}.u.probe`, `${log}.e.probe`, `${log}.s.own.mark`, '_INBOX.probe'],
  }
}

export type Subjects = ReturnType<typeof subjectsOf>

/** The kind of an entry, from its subject. */
export type EntryKind = 'lead' | 'state' | 'userEvent' | 'event' | OwnKind

const KINDS: Readonly<Record<string, EntryKind>> = { s: 'state', u: 'userEvent', e: 'event', lead: 'lead' }
const OWN: Readonly<Record<string, OwnKind>> = { link: 'link', gap: 'gap', list: 'list', mark: 'mark' }

/** Undefined for a subject of no known kind: a newer gateway may write more. */
export const kindOf = (subject: string): EntryKind | undefined => {
  const [, , kind = '', , own] = subject.split('.')
  return own === undefined ? KINDS[kind] : OWN[own]
}

/** True for an entry that is a frame as Asterisk sent it. */
export const isFrameKind = (kind: EntryKind | undefined): boolean =>
  kind === 'state' || kind === 'userEvent' || kind === 'event'

/** The name of the server, from any subject of its log. */
export const serverOf = (subject: string): string => subject.split('.')[1] ?? ''
