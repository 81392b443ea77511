/** events.json → the types of all events, and the table of their headers and read classes. */
import { key, lineOf, type Own, property, shapeOf, type Snapshot } from './headers.js'
import type { EventFact, Facts } from './model.js'
import { GENERATED, readable, versions } from './words.js'

/** `AOC-D` → AOCDEvent */
const typeName = (event: string): string => `${event.replaceAll('-', '')}Event`

const interfaceOf = ({ of, prefix }: Snapshot): string => `${prefix}${of}Snapshot`

/** An interface for each snapshot with a prefix: an editor shows its name in place of 16 headers. */
const prefixed = (snapshots: readonly Snapshot[]): string =>
  [...new Map(snapshots.map((each) => [interfaceOf(each), each])).values()]
    .filter(({ prefix }) => prefix !== '')
    .map((each) => {
      const from = `Prefixed<'${each.prefix}', ${each.of}Snapshot>`
      return `/** The ${each.of.toLowerCase()} at the time of the event; \`${each.prefix}\` stands before each header. */\nexport interface ${interfaceOf(each)} extends ${from} {}\n`
    })
    .sort()
    .join('\n')

/** `Numbered<'Report', { readonly IAJitter: Option<number> … }>` for the numbered headers of an event. */
const numbered = (own: readonly Own[]): readonly string[] => {
  const [first] = own
  if (first === undefined) return []
  const before = first.name.slice(0, first.name.indexOf('#'))
  const rest = own.map((each) => property({ ...each, name: each.name.replace(`${before}#`, '') }))
  return [`Numbered<'${before}', {\n${rest.join('')}}>`]
}

const eventType = (all: Facts, event: EventFact): string => {
  const { snapshots, own } = shapeOf(all, event)
  const isNumbered = ({ name }: Own): boolean => name.includes('#')
  const parents = [`Event<'${event.name}'>`, ...snapshots.map(interfaceOf), ...numbered(own.filter(isNumbered))].join(
    ', ',
  )
  const body = own
    .filter((each) => !isNumbered(each))
    .map(property)
    .join('')
  return `/** ${readable(event)} ${versions(event)} */\nexport interface ${typeName(event.name)} extends ${parents} {${body === '' ? '' : `\n${body}`}}\n`
}

const names = (events: readonly EventFact[]): string =>
  events.map(({ name }) => `  readonly ${key(name)}: ${typeName(name)}\n`).join('')

/** `src/protocol/catalog/events.ts` */
export const eventTypes = (all: Facts): string =>
  [
    GENERATED,
    "import type { Option } from 'fp-ts/lib/Option.js'",
    "import type { ChannelState } from '../channelState.js'",
    "import type { Event } from '../event.js'",
    "import type { DeviceStateWord, OtherWord } from '../codec.js'",
    "import type { BridgeSnapshot, ChannelSnapshot, Numbered, Prefixed } from '../snapshot.js'\n",
    prefixed(all.events.flatMap((event) => shapeOf(all, event).snapshots)),
    ...all.events.map((event) => eventType(all, event)),
    `/** Every event of Asterisk's own modules, by the name it has on the wire. */\nexport interface Events {\n${names(all.events)}}\n`,
  ].join('\n')

/** `src/protocol/catalog/eventTable.ts` */
export const eventTable = (all: Facts): string =>
  [
    GENERATED,
    "import type { Events } from './events.js'\n",
    '/** For each event: the read classes that it needs, all of them, and, after a blank, its headers (`../headerSpec.ts` reads them). */',
    'export const EVENT_TABLE: Readonly<Record<keyof Events, string>> = {',
    ...all.events.map(
      (event) =>
        `  ${key(event.name)}: ${JSON.stringify(`${event.readAllOf.join(',')} ${lineOf(shapeOf(all, event))}`)},`,
    ),
    '}\n',
  ].join('\n')
