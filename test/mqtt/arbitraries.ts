/** Any settings, with names of any signs. */
import * as fc from 'fast-check'
import { EMPTY } from 'rxjs'
import type { MqttItem, MqttSettings } from '../../src/mqtt/index.js'

/** Names that break topics, ids, templates and JSON, and any others. */
const HOSTILE = [
  '',
  'a+b/#',
  'Tür 1',
  '2222%2F',
  '..',
  '.',
  '$SYS',
  '/',
  '//',
  '+',
  '#',
  '\0',
  '_',
  '__',
  '_5f',
  '%',
  '%25',
  '2222',
  'PJSIP/200',
  'PJSIP_200',
  'PJSIP_2f200',
  '__proto__',
  'constructor',
  'toString',
  '\ud800',
  '\udc00',
  '\ud83d\ude00',
  "{{ states('lock.door') }}",
  '"',
  '\\',
  'x'.repeat(300),
  'Office',
  'Asterisk house',
  'Asterisk',
]
export const name: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.array(fc.nat(0xffff), { maxLength: 8 }).map((codes) => String.fromCharCode(...codes)),
)

const mapOf = <A>(value: fc.Arbitrary<A>): fc.Arbitrary<Readonly<Record<string, A>>> =>
  fc.array(fc.tuple(name, value), { maxLength: 4 }).map((entries) => Object.fromEntries(entries))

const optional = <A>(value: fc.Arbitrary<A>): fc.Arbitrary<A | undefined> => fc.option(value, { nil: undefined })
const flag = optional(fc.boolean())
const key = fc.tuple(name, name).map(([family, rest]) => `${family}/${rest}`)

export const items: fc.Arbitrary<readonly MqttItem[]> = fc.uniqueArray(
  fc.record({
    path: name,
    name,
    type: fc.constantFrom('bool' as const, 'num' as const, 'str' as const),
    value$: fc.constant(EMPTY),
    set: fc.constantFrom(undefined, () => true),
  }),
  { maxLength: 4, selector: ({ path }) => path },
)

export const settings: fc.Arbitrary<MqttSettings> = fc.record({
  server: fc.constantFrom('house', 'house_2', 'a', '-'),
  homeassistant: fc.constantFrom(undefined, true, { prefix: 'ha' }),
  availability: fc.constantFrom(undefined, 'all' as const, 'bridge' as const),
  devices: mapOf(fc.record({ name: optional(name), area: optional(name), hangup: flag, dtmf: flag, registered: flag })),
  groups: mapOf(fc.array(name, { maxLength: 3 })),
  mailboxes: fc.uniqueArray(name, { maxLength: 4 }),
  events: mapOf(fc.record({ name: optional(name), doorbell: flag })),
  calls: flag,
  db: fc.array(key, { maxLength: 3 }),
  buttons: mapOf(fc.record({ name: optional(name), hangup: fc.constant('2222') })),
  switches: mapOf(fc.record({ name: optional(name), db: key })),
})
