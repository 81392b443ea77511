import { readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { evidenceIn, type Facts, facts } from '../../misc/catalog/model.js'
import { sweep } from '../../misc/catalog/sweep.js'
import { frame } from '../../src/index.js'
import { anyEvent } from '../../src/protocol/typedEvent.js'

const test = suite('sweep of the catalog')

const json = (name: string): unknown => JSON.parse(readFileSync(`misc/catalog/${name}.json`, 'utf8'))
const all = facts(json('actions'), json('events'), json('kinds'))
const evidence = evidenceIn(json('evidence'))

test('no header is doubtful', () => {
  assert.equal(sweep(all, evidence), [])
})

for (const { header, value, reads, source } of evidence) {
  test(`${header} reads ${JSON.stringify(value)} of ${source}, and reports nothing`, () => {
    const faults: unknown[] = []
    const [event = '', name = ''] = header.split('.')
    const view = anyEvent(event, frame(`Event: ${event}`, `${name}: ${value}`), 'x', (failure) => faults.push(failure))
    const read: unknown = Reflect.get(view, name)
    assert.equal(read, reads === null ? { _tag: 'None' } : { _tag: 'Some', value: reads })
    assert.equal(faults, [])
  })
}

const withKinds = (changes: Partial<Facts['kinds']>): Facts => ({ ...all, kinds: { ...all.kinds, ...changes } })
const without = (given: Readonly<Record<string, string>>, path: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(given).filter(([name]) => name !== path))

/** The report of the sweep on a catalog with a fault. */
const finds = (what: string, faulty: Facts, line: string): void => {
  test(`finds ${what}`, () => {
    const found = sweep(faulty, evidence)
    assert.ok(found.includes(line), found.join('\n'))
  })
}

const { events, closed, shared, kinds, actions } = all.kinds

finds(
  'a type by name alone that another module does not mean',
  withKinds({ events: without(events, 'PeerStatus.Cause') }),
  'Cause has one kind for main/manager_channels.c, main/stasis_endpoints.c; compare them',
)
finds(
  'a value of another kind',
  withKinds({ events: without(events, 'PeerStatus.Cause') }),
  "PeerStatus.Cause reads 'Expired' as undecodable, not Expired (chan_iax2.c, chan_sip.c, chan_skinny.c)",
)
finds(
  'another unit',
  withKinds({ events: without(events, 'ChannelTalkingStop.Duration') }),
  'ChannelTalkingStop.Duration is Seconds, not Milliseconds (stasis_channels.c)',
)
finds(
  'a list of words that is closed without reason',
  withKinds({ closed: { ...closed, 'Registry.Status': 'chan_iax2.c' } }),
  "Registry.Status reads 'Paused' as undecodable, not Paused (another module)",
)
finds(
  'a word that its kind cannot read',
  withKinds({ events: { ...events, 'DialState.DialStatus': 'IntFromString' } }),
  "DialState.DialStatus cannot read its word 'RINGING'",
)
finds(
  'a numbered header of an action that has one number only',
  withKinds({ actions: { ...actions, open: without(actions.open, 'AOCMessage') } }),
  'AOCMessage.UnitAmount(0) cannot be sent with another number',
)
finds(
  'a name that several modules use and nobody has compared',
  withKinds({ shared: shared.filter((name) => name !== 'Duration') }),
  'Duration has one kind for cdr/cdr_manager.c, apps/app_meetme.c, an answer; compare them',
)
finds(
  'a proof of a header that does not exist',
  withKinds({ closed: { ...closed, 'Hangup.Mood': 'channel.c' } }),
  'Hangup.Mood of kinds.json is no header',
)
finds(
  'a text without escapes that is read as one with escapes',
  withKinds({
    kinds: { ...kinds, EscapedText: ['CallerIDName'] },
    events: without(events, 'QueueEntry.CallerIDName'),
  }),
  "QueueEntry.CallerIDName reads 'back\\nslash' as back\nslash, not back\\nslash (app_meetme.c, app_queue.c, app_dial.c: the name as it is)",
)

test.run()
