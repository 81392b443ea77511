/** Registrations at providers: over a recording, cut anywhere, and by their events; passwords are never kept. */
import * as O from 'fp-ts/lib/Option.js'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { frame, type Frame, type Registration } from '../../../src/index.js'
import { CHANNELS } from '../../../src/model/channels.js'
import { PJSIP_REGISTRATIONS, RegistrationFold } from '../../../src/model/endpoints/registrations.js'
import { Engine } from '../../../src/model/engine.js'
import type { Answer, Tools } from '../../../src/model/model.js'
import { NO_PARENT } from '../../../src/model/neighbours.js'
import { markOf } from '../../../src/protocol/actionId.js'
import { recordedFrames } from '../../support/recordings.js'
import { askedReplay, listing, newest, refusedList, replay } from '../../support/replay.js'
import { login } from '../../support/wire.js'

const test = suite('registrations')

const item = (name: string, status: string, client = `sip:${name}@10.0.0.1`): Frame =>
  frame(
    'Event: OutboundRegistrationDetail',
    `ObjectName: ${name}`,
    `ClientUri: ${client}`,
    'ServerUri: sip:10.0.0.1',
    `Status: ${status}`,
    'NextReg: 30',
  )
const auth = (name: string): Frame => frame('Event: AuthDetail', `ObjectName: ${name}`, 'Password: hunter2')
const told = (name: string, status: string): Frame =>
  frame(
    'Event: Registry',
    'ChannelType: PJSIP',
    `Username: sip:${name}@10.0.0.1`,
    'Domain: sip:10.0.0.1',
    `Status: ${status}`,
  )
const listed = (...items: readonly Frame[]): readonly Frame[] =>
  listing('registrations', items, 'OutboundRegistrationDetailComplete', 'rz')

const state = (value: Registration | undefined): string => value?.state ?? 'unknown'

const life = recordedFrames('endpoint-life')

test('endpoint-life: one trunk is registered, the other rejected', () => {
  const { streams, play } = replay('snapshot')
  const [one, two] = [newest(streams.registration('trunk1')), newest(streams.registration('trunk2'))]
  play(...life)
  assert.equal([state(one.value()), state(two.value())], ['registered', 'rejected'])
  assert.equal(one.value(), { name: 'trunk1', state: 'registered', since: O.none })
})

test('endpoint-life: cut anywhere, the list of a new link gives its states', () => {
  for (let cut = 1; cut <= life.length; cut += 1) {
    const { streams, play } = replay('snapshot')
    const [one, gone] = [newest(streams.registration('trunk1')), newest(streams.registration('trunk2'))]
    play(...life.slice(0, cut), login('rz'), ...listed(item('trunk1', 'Rejected')))
    assert.equal([state(one.value()), state(gone.value())], ['rejected', 'unregistered'], `cut at ${cut}`)
  }
})

test('no item with a password reaches the fold', () => {
  const seen: (string | undefined)[] = []
  class Spied extends RegistrationFold {
    override answer(answer: Answer, at: number): readonly string[] {
      seen.push(...answer.items.map(({ event }) => event))
      return super.answer(answer, at)
    }
  }
  const engine = new Engine({
    startsEmpty: false,
    source: { acquire: () => () => undefined },
    asker: undefined,
    memory: Infinity,
    full: () => undefined,
  })
  // a mark without a name is at first taken for that of the channels
  engine.add(CHANNELS, NO_PARENT)
  engine.add({ ...PJSIP_REGISTRATIONS, fold: (tools: Tools) => new Spied(tools) }, NO_PARENT).acquire()
  const read = (frames: readonly Frame[]): void => {
    for (const each of frames) {
      const mark = markOf(each.actionId ?? '')
      if (each.event !== undefined) engine.item(each.event, each)
      else if (mark?._tag === 'Snapshot') engine.response(mark, each)
    }
  }
  read(life)
  read(listed(item('a', 'Registered'), auth('a'), item('b', 'Rejected')))
  assert.is(seen.length, 4)
  assert.ok(seen.every((event) => event === 'OutboundRegistrationDetail'))
})

test('W15: a registration that is rejected is rejected at once, and one that comes back registered', () => {
  const { streams, play } = replay('snapshot')
  const said: string[] = []
  streams.registration('trunk1').subscribe((value) => said.push(`${value.state} ${O.isSome(value.since)}`))
  play(login('rz'), ...listed(item('trunk1', 'Registered'), auth('trunk1'), item('trunk2', 'Registered')))
  play(told('trunk1', 'Rejected'), told('trunk2', 'Unregistered'), told('trunk1', 'Rejected'))
  play(told('trunk1', 'Registered'))
  assert.equal(said, ['registered false', 'rejected true', 'registered true'])
})

test('the beginning of a state stays while lists say the same, and is none after a change that nobody saw', () => {
  const { streams, play } = replay('snapshot')
  const one = newest(streams.registration('trunk1'))
  play(login('rz'), ...listed(item('trunk1', 'Registered')), told('trunk1', 'Rejected'))
  const since = one.value()?.since
  assert.ok(since !== undefined && O.isSome(since))
  play(login('rz'), ...listed(item('trunk1', 'Rejected')))
  assert.equal(one.value()?.since, since)
  play(login('rz'), ...listed(item('trunk1', 'Registered')))
  assert.equal(one.value(), { name: 'trunk1', state: 'registered', since: O.none })
})

test('an event of an unknown registration, and a reload of PJSIP, ask for the list; other channel types do not', () => {
  const { streams, play, asked } = askedReplay()
  newest(streams.registration('trunk1'))
  play(login('rz'), ...listed(item('trunk1', 'Registered')), told('trunk1', 'Registered'))
  play(frame('Event: Registry', 'ChannelType: IAX2', 'Username: a', 'Domain: b', 'Status: Registered'))
  assert.equal(asked, [])
  play(told('new', 'Registered'), frame('Event: Reload', 'Module: res_pjsip.so', 'Status: 0'))
  assert.equal(asked, ['registrations', 'registrations'])
})

test('a denied, cancelled or foreign list changes nothing', () => {
  const { streams, play } = replay('snapshot')
  const one = newest(streams.registration('trunk1'))
  play(login('rz'), ...listed(item('trunk1', 'Registered')))
  const before = one.value()
  play(refusedList('registrations', 'Permission denied', 'rz'))
  play(...listing('registrations', [], 'OutboundRegistrationDetailComplete', 'rz', 'cancelled'))
  play(...listing('registrations', [], 'OutboundRegistrationDetailComplete', 'ry'))
  assert.is(one.value(), before)
})

test.run()
