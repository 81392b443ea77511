/** The data of the catalog: actions.json, events.json and kinds.json, checked when read. */
import { isLeft } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'

const Names = t.readonlyArray(t.string)

const Param = t.intersection([
  t.type({ name: t.string, required: t.boolean }),
  t.partial({ enum: Names, default: t.string }),
])

const ActionFact = t.intersection([
  t.type({
    name: t.string,
    response: t.keyof({ response: null, list: null, event: null, async: null, none: null }),
    writeAnyOf: Names,
    file: t.string,
    params: t.readonlyArray(Param),
    since: Names,
    presentIn: Names,
  }),
  t.partial({ itemEvents: Names, undocumentedHeaders: Names, removedBefore: t.string, note: t.string }),
])

const HeaderFact = t.intersection([
  t.type({ name: t.string }),
  t.partial({ enum: Names, optional: t.boolean, repeat: t.boolean, multiple: t.boolean, from: t.string }),
])

const EventFact = t.intersection([
  t.type({
    name: t.string,
    readAllOf: Names,
    headers: t.readonlyArray(HeaderFact),
    since: Names,
    presentIn: Names,
    src: Names,
    documented: t.boolean,
  }),
  t.partial({ docName: t.string, sentBy: Names, onlyInResponse: t.boolean, removedBefore: t.string, role: t.string }),
])

/** A value that Asterisk or a module writes, and the value that the event must show: null for none. */
const Evidence = t.type({
  evidence: t.readonlyArray(
    t.intersection([
      t.type({
        header: t.string,
        value: t.string,
        reads: t.union([t.string, t.number, t.boolean, t.null]),
        source: t.string,
      }),
      t.partial({ kind: t.string }),
    ]),
  ),
})

const KindFacts = t.type({
  kinds: t.record(t.string, Names),
  events: t.record(t.string, t.string),
  words: t.record(t.string, Names),
  closed: t.record(t.string, t.string),
  shared: Names,
  missing: t.record(t.string, Names),
  responses: t.record(t.string, Names),
  actions: t.type({
    neverSent: Names,
    lists: t.record(t.string, t.string),
    anyText: Names,
    repeats: Names,
    open: t.record(t.string, t.string),
    left: Names,
  }),
})

export type ActionFact = t.TypeOf<typeof ActionFact>
export type HeaderFact = t.TypeOf<typeof HeaderFact>
export type EventFact = t.TypeOf<typeof EventFact>
type KindFacts = t.TypeOf<typeof KindFacts>

export interface Facts {
  readonly actions: readonly ActionFact[]
  readonly events: readonly EventFact[]
  readonly kinds: KindFacts
}

const checked = <A>(codec: t.Type<A, unknown>, name: string, value: unknown): A => {
  const decoded = codec.decode(value)
  if (!isLeft(decoded)) return decoded.right
  const [error] = decoded.left
  throw new TypeError(`${name}: wrong at ${(error?.context ?? []).map(({ key }) => key).join('.')}`)
}

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1)

export type Evidence = t.TypeOf<typeof Evidence>['evidence'][number]

/** Checks the parsed evidence.json. */
export const evidenceIn = (value: unknown): readonly Evidence[] => checked(Evidence, 'evidence.json', value).evidence

/** Checks the parsed JSON files; throws a TypeError with the path of a wrong value. */
export const facts = (actions: unknown, events: unknown, kinds: unknown): Facts => ({
  actions: [...checked(t.type({ actions: t.readonlyArray(ActionFact) }), 'actions.json', actions).actions].sort(byName),
  events: [...checked(t.type({ events: t.readonlyArray(EventFact) }), 'events.json', events).events].sort(byName),
  kinds: checked(KindFacts, 'kinds.json', kinds),
})
