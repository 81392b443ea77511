/** The typed catalog beside a living Asterisk: rights, names, and every header of what it says in a busy minute. */
import * as O from 'fp-ts/lib/Option.js'
import { filter, firstValueFrom, tap, toArray } from 'rxjs'
import * as assert from 'uvu/assert'
import { attempt, custom, type Event, isEvent } from '../../src/index.js'
import { eventReading } from '../../src/protocol/typedEvent.js'
import { conformance, row } from './conformance.js'
import { eventually, watch } from '../support/watching.js'

/** Reads every header of an event, so that each that means nothing known is a fault. */
const readAll = (event: Event): void => {
  for (const name of eventReading(event.name, () => undefined)?.headers.keys() ?? []) Reflect.get(event, name)
}

/** Lists that show much of an Asterisk; a module that is not loaded refuses, which is no matter here. */
const LISTS = [
  'BridgeList',
  'CoreShowChannels',
  'DeviceStateList',
  'ParkedCalls',
  'PJSIPShowAors',
  'PJSIPShowContacts',
  'PJSIPShowEndpoints',
  'QueueStatus',
  'QueueSummary',
  'Status',
  'VoicemailUsersList',
] as const

conformance('catalog', [
  row('permissions tell what the minimal login may write, and what it was seen to read', async (bench) => {
    const asterisk = await bench.ready('minimal')
    const seen = watch(asterisk.permissions())
    await eventually('they are told', () => seen.values.length > 0)
    const held = seen.values[0]?.write
    assert.equal(
      (['call', 'originate', 'system', 'reporting', 'command', 'user'] as const).map((name) => held?.get(name)),
      ['held', 'missing', 'missing', 'missing', 'missing', 'missing'],
    )
    await bench.lab.run('page', 'events')
    await eventually('both classes are seen', () => seen.values.at(-1)?.read.size === 2)
    assert.equal([...(seen.values.at(-1)?.read ?? [])].sort(), ['call', 'user'])
  }),
  row('permissions tell what the full login may write', async (bench) => {
    const { write } = await firstValueFrom((await bench.ready('full')).permissions())
    const classes = ['originate', 'system', 'call', 'user', 'command', 'reporting'] as const
    assert.equal(
      classes.filter((name) => write.get(name) === 'missing'),
      [],
    )
    assert.equal([write.get('originate'), write.get('user'), write.get('command')], ['held', 'held', 'held'])
  }),
  row('a caller called O’Brien is called so by events, by channels and by UserEvents', async (bench) => {
    const asterisk = await bench.ready('minimal')
    const named = watch(asterisk.event$.pipe(filter(isEvent('NewCallerid', 'Newstate'))))
    const said = watch(asterisk.userEvent('Call'))
    await bench.lab.run('safe', 'events', { number: '0301', name: "O'Brien" })
    await eventually('it is said', () => said.values.length === 1)
    const caller = said.values[0]?.channel ?? O.none
    assert.equal(O.isSome(caller) ? caller.value.callerId.name : caller, O.some("O'Brien"))
    const names = named.values.flatMap(({ CallerIDName }) => (O.isSome(CallerIDName) ? [CallerIDName.value] : []))
    assert.equal([...new Set(names)], ["O'Brien"])
  }),
  row('every header of every event of calls, keys, queues and lists is what the catalog says', async (bench) => {
    const asterisk = await bench.ready('full')
    const faults = watch(asterisk.fault$.pipe(filter(({ _tag }) => _tag === 'Undecodable')))
    const events = watch(asterisk.event$.pipe(tap(readAll)))
    await bench.lab.phone('2222', { _tag: 'Answers', after: 20 })
    await bench.lab.mailbox('2222@default', { old: 1, new: 1, urgent: 0 })
    const call = await firstValueFrom(
      asterisk.call('PJSIP/2222', '100', 'internal', { callerId: { name: "O'Brien", number: '1' } }),
    )
    await bench.lab.run('page', 'events')
    for (const Action of LISTS) {
      const items$ = asterisk.list(custom({ Action })).pipe(tap(readAll), attempt(), toArray())
      await firstValueFrom(items$)
    }
    await firstValueFrom(asterisk.hangup('2222'))
    const ended = (event: Event): boolean => event.name === 'Hangup' && event.frame.get('Uniqueid') === call.uniqueid
    await eventually('the call ended', () => events.values.some(ended))
    assert.equal(faults.values, [])
  }),
])
