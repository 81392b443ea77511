/** Endpoints of PJSIP and their contacts: over recordings of a real Asterisk, whole and cut anywhere, and by the rules of reachability. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type Endpoint, frame, type Frame } from '../../../src/index.js'
import { recordedFrames } from '../../support/recordings.js'
import { askedReplay, listing, newest, refusedList, replay } from '../../support/replay.js'
import { login } from '../../support/wire.js'

const test = suite('endpoints')

const endpoint = (name: string, state: string, contacts = ''): Frame =>
  frame(
    'Event: EndpointList',
    'ObjectType: endpoint',
    `ObjectName: ${name}`,
    `Aor: ${name}`,
    `Contacts: ${contacts}`,
    `DeviceState: ${state}`,
  )
const contact = (aor: string, status: string, uri = `sip:${aor}@10.0.0.1`): Frame =>
  frame(
    'Event: ContactList',
    `ObjectName: ${aor};@c4b6`,
    `Endpoint: ${aor}`,
    `Uri: ${uri}`,
    `Status: ${status}`,
    'RoundtripUsec: N/A',
  )
const told = (aor: string, status: string, uri = `sip:${aor}@10.0.0.1`, rtt = 0): Frame =>
  frame(
    'Event: ContactStatus',
    `URI: ${uri}`,
    `ContactStatus: ${status}`,
    `AOR: ${aor}`,
    `EndpointName: ${aor}`,
    `RoundtripUsec: ${rtt}`,
  )
const device = (name: string, state: string): Frame =>
  frame('Event: DeviceStateChange', `Device: PJSIP/${name}`, `State: ${state}`)

const endpoints = (...items: readonly Frame[]): readonly Frame[] =>
  listing('endpoints', items, 'EndpointListComplete', 'rz')
const contacts = (...items: readonly Frame[]): readonly Frame[] =>
  items.length === 0
    ? [refusedList('contacts', 'No Contacts found', 'rz')]
    : listing('contacts', items, 'ContactListComplete', 'rz')

const brief = (value: Endpoint | undefined): string =>
  value === undefined
    ? 'unknown'
    : [value.reachable, value.state, ...value.contacts.map(({ uri, status }) => `${uri} ${status}`)].join(' ')

const life = recordedFrames('endpoint-life')
/** The last list of endpoints of the recording: its end. */
const LAST = life.filter(({ event }, index) => event === 'EndpointList' && index > life.length / 2)
const AT_THE_END = [login('rz'), refusedList('contacts', 'No Contacts found', 'rz'), ...endpoints(...LAST)]

test('endpoint-life: phones register, answer no more, answer again, and are removed', () => {
  const { streams, play } = replay()
  const seen: Record<string, string[]> = { '30': [], '31': [], qual1: [], nope: [] }
  for (const [name, words] of Object.entries(seen)) {
    streams.endpoint(name).subscribe(({ reachable, state }) => words.push(`${reachable} ${state}`))
  }
  const first = life.findIndex(({ event }) => event === 'EndpointListComplete')
  play(
    ...life.slice(0, first + 1),
    refusedList('contacts', 'No Contacts found', '9e3b627206305616'),
    ...life.slice(first + 1),
  )
  assert.equal(seen, {
    '30': [
      'no UNAVAILABLE',
      'unknown UNAVAILABLE',
      'yes UNAVAILABLE',
      'yes NOT_INUSE',
      'no NOT_INUSE',
      'no UNAVAILABLE',
      'no NOT_INUSE',
      'yes NOT_INUSE',
      'no NOT_INUSE',
      'no UNAVAILABLE',
    ],
    '31': ['no UNAVAILABLE', 'no NOT_INUSE', 'unknown NOT_INUSE', 'no NOT_INUSE', 'no UNAVAILABLE'],
    qual1: [
      'yes NOT_INUSE',
      'no NOT_INUSE',
      'no UNAVAILABLE',
      'no NOT_INUSE',
      'yes NOT_INUSE',
      'no NOT_INUSE',
      'no UNAVAILABLE',
      'yes UNAVAILABLE',
      'yes NOT_INUSE',
    ],
    nope: ['no INVALID'],
  })
})

test('endpoint-life: cut anywhere, the lists of a new link give the state of their end', () => {
  for (let cut = 1; cut <= life.length; cut += 1) {
    const { streams, play } = replay()
    const all = newest(streams.endpoint$)
    const one = newest(streams.endpoint('30'))
    play(...life.slice(0, cut), ...AT_THE_END)
    assert.is(all.value()?.size, LAST.length, `cut at ${cut}`)
    assert.is(brief(one.value()), 'no UNAVAILABLE', `cut at ${cut}`)
    assert.is(brief(all.value()?.get('31')), 'no UNAVAILABLE', `cut at ${cut}`)
    assert.is(all.value()?.get('200')?.reachable, 'yes', `cut at ${cut}`)
    assert.is(all.value()?.get('mute1')?.reachable, 'no', `cut at ${cut}`)
  }
})

test('a round trip is told in milliseconds, and none where nothing measured it', () => {
  const { streams, play } = replay('snapshot')
  const one = newest(streams.endpoint('2222'))
  play(login('rz'), ...contacts(contact('2222', 'NonQualified')), ...endpoints(endpoint('2222', 'Not in use')))
  assert.equal(one.value()?.contacts[0]?.rtt, O.none)
  play(told('2222', 'Reachable', undefined, 1976))
  assert.equal(one.value()?.contacts[0]?.rtt, O.some(1.976))
})

test('W14: idle though unregistered is not reachable, and never checked is unknown', () => {
  const { streams, play } = replay('snapshot')
  const [gone, unchecked] = [newest(streams.endpoint('30')), newest(streams.endpoint('31'))]
  play(login('rz'), ...contacts(contact('31', 'NonQualified')))
  play(...endpoints(endpoint('30', 'Not in use'), endpoint('31', 'Not in use', '31/sip:31@10.0.0.1,')))
  assert.is(brief(gone.value()), 'no NOT_INUSE')
  assert.is(brief(unchecked.value()), 'unknown NOT_INUSE sip:31@10.0.0.1 nonQualified')
})

test('of several contacts one that is reachable is enough', () => {
  const { streams, play } = replay('snapshot')
  const one = newest(streams.endpoint('30'))
  play(login('rz'), ...contacts(contact('30', 'Unreachable', 'sip:a'), contact('30', 'Reachable', 'sip:b')))
  play(...endpoints(endpoint('30', 'Not in use')))
  assert.is(one.value()?.reachable, 'yes')
  play(told('30', 'Unreachable', 'sip:b'))
  assert.is(one.value()?.reachable, 'no')
  play(told('30', 'Removed', 'sip:b'), told('30', 'Removed', 'sip:a'))
  assert.is(brief(one.value()), 'no NOT_INUSE')
})

test('an endpoint with the contacts of two address lists, and a list that two endpoints share', () => {
  const { streams, play } = replay('snapshot')
  const [one, other] = [newest(streams.endpoint('desk')), newest(streams.endpoint('hall'))]
  const shared = (name: string, aors: string): Frame =>
    frame('Event: EndpointList', `ObjectName: ${name}`, `Aor: ${aors}`, 'Contacts: ', 'DeviceState: Not in use')
  play(login('rz'), ...contacts(), ...endpoints(shared('desk', 'a,b'), shared('hall', 'b')))
  play(told('a', 'Unreachable'), told('b', 'Reachable'))
  assert.is(brief(one.value()), 'yes NOT_INUSE sip:a@10.0.0.1 unreachable sip:b@10.0.0.1 reachable')
  assert.is(brief(other.value()), 'yes NOT_INUSE sip:b@10.0.0.1 reachable')
})

test('a contact that expired while away is gone with the next list, and the state of a configured one is that of its device', () => {
  const { streams, play } = replay('snapshot')
  const [phone, trunk] = [newest(streams.endpoint('30')), newest(streams.endpoint('trunk'))]
  const configured = endpoint('trunk', 'Not in use', 'trunk/sip:10.0.0.9,')
  play(login('rz'), ...contacts(contact('30', 'Reachable')))
  play(...endpoints(endpoint('30', 'Not in use', '30/sip:30@10.0.0.1,'), configured))
  play(told('trunk', 'Unreachable', 'sip:10.0.0.9'), device('trunk', 'UNAVAILABLE'))
  assert.equal([phone.value()?.reachable, trunk.value()?.reachable], ['yes', 'no'])
  play(login('rz'))
  assert.equal([phone.value()?.reachable, trunk.value()?.reachable], ['yes', 'no'])
  play(...contacts(), ...endpoints(endpoint('30', 'Unavailable'), configured))
  assert.is(brief(phone.value()), 'no UNAVAILABLE')
  assert.is(brief(trunk.value()), 'yes NOT_INUSE sip:10.0.0.9 unknown')
})

test('a reload of PJSIP asks for both lists, one of another module for none', () => {
  const { streams, play, asked } = askedReplay()
  newest(streams.endpoint$)
  play(login('rz'), frame('Event: Reload', 'Module: app_queue.so', 'Status: 0'))
  assert.equal(asked, [])
  for (const each of recordedFrames('reload-pjsip')) if (each.event === 'Reload') play(each)
  assert.equal(asked, ['contacts', 'endpoints', 'contacts', 'endpoints'])
})

test('an endpoint that a reload removed is INVALID, and the map lacks it', () => {
  const { streams, play } = replay('snapshot')
  const [all, one] = [newest(streams.endpoint$), newest(streams.endpoint('30'))]
  play(login('rz'), ...contacts(), ...endpoints(endpoint('30', 'Not in use'), endpoint('31', 'Not in use')))
  play(told('30', 'Reachable'), ...endpoints(endpoint('31', 'Not in use')))
  assert.equal([...(all.value()?.keys() ?? [])], ['31'])
  assert.is(brief(one.value()), 'no INVALID')
})

test('without the right to list, events alone tell: unavailable is no, and anything else unknown until a contact is told', () => {
  const { streams, play } = replay('snapshot')
  const [one, other] = [newest(streams.endpoint('30')), newest(streams.endpoint('31'))]
  play(
    login('rz'),
    refusedList('contacts', 'Permission denied', 'rz'),
    refusedList('endpoints', 'Permission denied', 'rz'),
  )
  assert.is(one.count(), 0)
  play(device('30', 'UNAVAILABLE'), device('31', 'NOT_INUSE'))
  assert.equal([one.value()?.reachable, other.value()?.reachable], ['no', 'unknown'])
  play(told('31', 'Reachable'))
  assert.equal([one.value()?.reachable, other.value()?.reachable], ['no', 'yes'])
})

test('a cancelled or foreign list changes nothing', () => {
  const { streams, play } = replay('snapshot')
  const one = newest(streams.endpoint('30'))
  play(login('rz'), ...contacts(contact('30', 'Reachable')), ...endpoints(endpoint('30', 'Not in use')))
  const before = one.value()
  play(...listing('endpoints', [], 'EndpointListComplete', 'rz', 'cancelled'))
  play(...listing('contacts', [], 'ContactListComplete', 'rz', 'cancelled'))
  play(...listing('endpoints', [], 'EndpointListComplete', 'ry'))
  assert.is(one.value(), before)
})

test.run()
