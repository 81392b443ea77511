/** The texts that gateways write into a log beside frames, and how they are read. */
import { isLeft } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'

/** The value in a JSON text that fits a codec; undefined for any other text. */
export const readJson = <A>(codec: t.Decoder<unknown, A>, text: string): A | undefined => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const decoded = codec.decode(value)
  return isLeft(decoded) ? undefined : decoded.right
}

const Does = t.keyof({ lead: null, beat: null, anchor: null, resign: null })

const Lead = t.readonly(t.type({ does: Does, epoch: t.number, gateway: t.string, lease: t.number }))

/** `lead`: takes over. `beat`: still leads. `anchor`: goes on after a break, in the same epoch. `resign`: leads no longer. */
export type LeadNote = t.TypeOf<typeof Lead>

export const leadText = (note: LeadNote): string => JSON.stringify(note)
export const readLead = (text: string): LeadNote | undefined => readJson(Lead, text)

const About = { ami: t.string, asterisk: t.union([t.number, t.null]), publish: t.readonlyArray(t.string) }
const Link = t.readonly(t.type(About))

/** The leader's link to Asterisk is a new one for readers: what lived before is listed again. */
export type LinkNote = t.TypeOf<typeof Link>

export const linkText = (note: LinkNote): string => JSON.stringify(note)
export const readLink = (text: string): LinkNote | undefined => readJson(Link, text)

const Lost = t.readonly(t.type({ why: t.string, since: t.number, until: t.number }))

/** Frames of that time may be missing. Epoch milliseconds. */
export type GapNote = t.TypeOf<typeof Lost>

export const gapText = (note: GapNote): string => JSON.stringify(note)
export const readGap = (text: string): GapNote | undefined => readJson(Lost, text)

const Mark = t.readonly(t.type({ first: t.number, ...About }))

/** A reader that begins at the sequence `first` gets a link and its lists. */
export type MarkNote = t.TypeOf<typeof Mark>

export const markText = (note: MarkNote): string => JSON.stringify(note)
export const readMark = (text: string): MarkNote | undefined => readJson(Mark, text)
