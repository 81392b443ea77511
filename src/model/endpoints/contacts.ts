/** The contacts of all address lists (AORs): from events, from the list of contacts, and from the configuration. */
import * as O from 'fp-ts/lib/Option.js'
import type { Frame } from '../../protocol/frame.js'
import { count } from '../../protocol/value.js'
import type { Budget } from '../budget.js'
import { copied } from '../copied.js'
import { type Contact, contactState } from './endpoint.js'

/** A contact with its sources. */
interface KnownContact {
  readonly contact: Contact
  /** The newest link on which an event showed it. */
  readonly link: number | undefined
  /** True where the phone registered it: the list of contacts has it. */
  readonly isRegistered: boolean
  /** True where the list of endpoints has it. */
  readonly isConfigured: boolean
}

/** The place of a contact. */
export interface ContactPlace {
  readonly aor: string
  readonly uri: string
}

const roundtrip = (frame: Frame): O.Option<number> =>
  O.map((microseconds: number) => microseconds / 1000)(
    O.filter((microseconds: number) => microseconds > 0)(count(frame.exact('RoundtripUsec'))),
  )

/** The contact of an event. */
export const placeInEvent = (frame: Frame): ContactPlace => ({
  aor: frame.exact('AOR') ?? '',
  uri: frame.exact('URI') ?? '',
})

/** The contact of an item of the list: the name of its object is `2222;@` and a hash. */
const placeInItem = (frame: Frame): ContactPlace => ({
  aor: (frame.exact('ObjectName') ?? '').replace(/;@[^;]*$/, ''),
  uri: frame.exact('Uri') ?? '',
})

const NEVER: KnownContact = {
  contact: { uri: '', status: 'unknown', rtt: O.none },
  link: undefined,
  isRegistered: false,
  isConfigured: false,
}

/** A contact of the configuration of which no check was told. */
const untold = (uri: string): KnownContact => ({
  ...NEVER,
  contact: { uri, status: 'unknown', rtt: O.none },
  isConfigured: true,
})

/** About the bytes of a contact beside its address. */
const BYTES = 600

const sizeOf = (uri: string): number => BYTES + 2 * uri.length

export class Contacts {
  readonly #byAor = new Map<string, Map<string, KnownContact>>()
  readonly #budget: Budget

  constructor(budget: Budget) {
    this.#budget = budget
  }

  /** The contacts of an AOR, as people see them. */
  of(aor: string): readonly Contact[] {
    return [...(this.#byAor.get(aor)?.values() ?? [])].map(({ contact }) => contact)
  }

  remove({ aor, uri }: ContactPlace): void {
    const own = this.#byAor.get(aor)
    if (own?.delete(uri) === true) this.#budget.free(sizeOf(uri))
    if (own?.size === 0) this.#byAor.delete(aor)
  }

  /** An event shows the status of a contact. */
  told(place: ContactPlace, frame: Frame, link: number): void {
    const status = contactState(frame.exact('ContactStatus'))
    this.#set(place, (before) => ({
      ...before,
      contact: { uri: before.contact.uri, status, rtt: roundtrip(frame) },
      link,
      isRegistered: before.isRegistered || status === 'nonQualified',
    }))
  }

  /** The list of registered contacts. What it lacks has ended, unless an event of this link showed it. */
  listed(items: readonly Frame[], link: number): void {
    const listed = new Set<string>()
    for (const frame of items) {
      const place = placeInItem(frame)
      listed.add(`${place.aor}\n${place.uri}`)
      const status = contactState(frame.exact('Status'))
      this.#set(place, (before) => ({
        ...before,
        contact: {
          uri: before.contact.uri,
          status,
          // the list has no time for most contacts
          rtt: O.alt(() => (before.contact.status === status ? before.contact.rtt : O.none))(roundtrip(frame)),
        },
        isRegistered: true,
      }))
    }
    for (const [aor, known] of this.#every()) {
      const { uri } = known.contact
      if (known.link === link || listed.has(`${aor}\n${uri}`)) continue
      if (known.isRegistered || !known.isConfigured) this.remove({ aor, uri })
      // the status of a configured one was told on an older link
      else if (known.link !== undefined) this.#set({ aor, uri }, () => untold(uri))
    }
  }

  /** The list of endpoints shows all contacts, also those of the configuration. */
  configured(places: readonly ContactPlace[]): void {
    const listed = new Set(places.map(({ aor, uri }) => `${aor}\n${uri}`))
    for (const [aor, known] of this.#every()) {
      const { uri } = known.contact
      if (listed.has(`${aor}\n${uri}`)) continue
      if (known.isRegistered) this.#set({ aor, uri }, (before) => ({ ...before, isConfigured: false }))
      else this.remove({ aor, uri })
    }
    for (const place of places) this.#set(place, (before) => ({ ...before, isConfigured: true }))
  }

  #every(): readonly (readonly [string, KnownContact])[] {
    return [...this.#byAor].flatMap(([aor, own]) => [...own.values()].map((known) => [aor, known] as const))
  }

  #set({ aor, uri }: ContactPlace, change: (before: KnownContact) => KnownContact): void {
    const own = this.#byAor.get(aor) ?? new Map<string, KnownContact>()
    const before = own.get(uri)
    if (before === undefined && !this.#budget.reserve(sizeOf(uri))) return
    if (!this.#byAor.has(aor)) this.#byAor.set(copied(aor), own)
    const text = before?.contact.uri ?? copied(uri)
    own.set(text, change(before ?? { ...NEVER, contact: { ...NEVER.contact, uri: text } }))
  }
}
